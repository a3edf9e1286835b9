// Colours, sizes and the corrections that bring every text to WCAG AA in light and dark.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const line: MantineColorsTuple = [
  '#eff0fc',
  '#dddff7',
  '#b9bdf0',
  '#939ae9',
  '#747ce2',
  '#606ade',
  '#5660dc',
  '#464fc3',
  '#3d46af',
  '#323b9b',
];

/** A dialog's head is not the page's: without a role it would be a second banner. */
const dialog = {
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'presentation' } },
};
const dialogTitle = { title: { fontWeight: 650, fontSize: '1.0625rem' } };

const dark: MantineColorsTuple = [
  '#dfe1e5',
  '#b9bdc5',
  '#949ba3',
  '#6b717a',
  '#383b42',
  '#2f3238',
  '#25272c',
  '#1b1c20',
  '#151619',
  '#101114',
];

export const theme = createTheme({
  colors: { line, dark },
  primaryColor: 'line',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { styles: { root: { flexShrink: 0 } } },
    Badge: { styles: { root: { flexShrink: 0, textTransform: 'none', fontWeight: 600, letterSpacing: 0 } } },
    Notification: { styles: { description: { color: 'var(--mantine-color-text)' } } },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, radius: 'lg', ...dialog }, styles: dialogTitle },
    Drawer: { defaultProps: dialog },
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false, shadow: 'md' } },
    Fieldset: { styles: { root: { backgroundColor: 'transparent' } } },
    Input: { defaultProps: { size: 'sm' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

/** The library's own dimmed text is 3.3:1 on white; these are 5.9:1 and more on every ground we use. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#16181d',
    '--mantine-color-line-light': '#e7e9fb',
    '--mantine-color-teal-light': '#def5ea',
    '--mantine-color-orange-light': '#fdeedd',
    '--mantine-color-yellow-light': '#fdf3d3',
    '--mantine-color-gray-light': '#eceef1',
    '--mantine-color-red-light': '#fdeaea',
    '--mantine-color-dimmed': '#585f68',
    '--mantine-color-placeholder': '#666d76',
    '--mantine-color-error': '#c02525',
    '--mantine-color-anchor': '#3d46af',
    '--mantine-color-default-border': '#dee1e6',
    '--mantine-color-line-light-color': '#323b9b',
    '--mantine-color-teal-light-color': '#06684a',
    '--mantine-color-orange-light-color': '#963603',
    '--mantine-color-yellow-light-color': '#7a4b00',
    '--mantine-color-gray-light-color': '#41474d',
    '--mantine-color-red-light-color': '#b32020',
    '--mantine-color-blue-light-color': '#1864ab',
    '--mantine-color-violet-light-color': '#5f3dc4',
  },
  dark: {
    '--mantine-color-line-light': 'rgba(116, 124, 226, 0.18)',
    '--mantine-color-teal-light': 'rgba(32, 201, 151, 0.14)',
    '--mantine-color-orange-light': 'rgba(255, 146, 43, 0.15)',
    '--mantine-color-yellow-light': 'rgba(252, 196, 25, 0.14)',
    '--mantine-color-gray-light': 'rgba(255, 255, 255, 0.08)',
    '--mantine-color-red-light': 'rgba(255, 107, 107, 0.15)',
    '--mantine-color-dimmed': '#a6acb3',
    '--mantine-color-placeholder': '#949ba3',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-filled': '#d62b2b',
    '--mantine-color-red-filled-hover': '#c32525',
    '--mantine-color-anchor': '#a5abf0',
    '--mantine-color-line-light-color': '#b9bdf0',
    '--mantine-color-teal-light-color': '#63e6be',
    '--mantine-color-orange-light-color': '#ffc078',
    '--mantine-color-yellow-light-color': '#ffe066',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--mantine-color-gray-light-color': '#ced4da',
  },
});
