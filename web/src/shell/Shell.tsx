// The frame around every screen of somebody who is signed in.
import { AppShell, Drawer, ScrollArea } from '@mantine/core';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { onExpired } from '../api/http';
import { useBusiness } from '../api/session';
import { Brand } from './Brand';
import { show, useSheet } from './desk';
import { Finder } from './Finder';
import { Header } from './Header';
import { useChain, useKeys } from './keys';
import { KeysHelp } from './KeysHelp';
import { Nav } from './Nav';
import { PLACES } from './nav';
import { PhoneBar } from './PhoneBar';
import { QuickAdd } from './QuickAdd';
import { SignedOut } from './SignedOut';

export function Shell() {
  const { name } = useBusiness();
  useShellKeys();
  useFocusAfterMove();
  useEffect(() => {
    onExpired(() => show('signed_out'));
    return () => onExpired(() => undefined);
  }, []);
  return (
    <AppShell
      layout="alt"
      header={{ height: 60 }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 'calc(60px + env(safe-area-inset-bottom))', sm: 0 } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <AppShell.Header withBorder={false} bg="var(--app-ground)">
        <Header />
      </AppShell.Header>
      <AppShell.Navbar component="aside" aria-label="Sidebar" p="sm" visibleFrom="sm">
        <AppShell.Section px="xs" h={48} mb="xs" style={{ display: 'flex', alignItems: 'center' }}>
          <Brand name={name} />
        </AppShell.Section>
        <AppShell.Section
          grow
          component={ScrollArea}
          type="auto"
          scrollbarSize={6}
          offsetScrollbars="present"
        >
          <Nav />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <div style={{ maxWidth: 1280, marginInline: 'auto' }}>
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" pb="env(safe-area-inset-bottom)">
        <PhoneBar />
      </AppShell.Footer>
      <Drawer
        opened={useSheet() === 'menu'}
        onClose={() => show(null)}
        size={300}
        title={<Brand name={name} />}
      >
        <Nav onGo={() => show(null)} />
      </Drawer>
      <Finder />
      <KeysHelp />
      <QuickAdd />
      <SignedOut />
    </AppShell>
  );
}

function useShellKeys() {
  const navigate = useNavigate();
  const goes = PLACES.map(({ key, to }) => [`g ${key}`, () => void navigate({ to })] as const);
  useChain();
  useKeys({ ...Object.fromEntries(goes), 'c': () => show('add'), '?': () => show('keys') });
}

/** After a change of screen the focus stands at its start, as after loading a page. */
function useFocusAfterMove() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    const main = document.getElementById('main');
    if (main && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  }, [path]);
}
