// Single-key shortcuts: `G` and a letter goes somewhere, one key does something. Never while somebody types,
// never behind a dialog, and off where the person turned them off (WCAG 2.1.4).
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useEffectEvent } from 'react';

export type Bindings = Record<string, () => void>;

const CHAIN_MS = 1_200;

/** Which binding a key press means: `g c` within the time, else the key alone. */
export function meaning(key: string, since: number | null, now: number): string {
  return since !== null && now - since < CHAIN_MS ? `g ${key}` : key;
}

export function useSingleKeys() {
  return useLocalStorage({
    key: 'throughline-single-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** When `G` was pressed, if it was the press before this one. */
let since: number | null = null;
/** When `G` was pressed, if it is the latest press. */
let latest: number | null = null;

/** Binds keys as long as the component is shown; `E` on a page and `G L` in the shell do not meet. */
export function useKeys(bindings: Bindings) {
  const [on] = useSingleKeys();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target))
      return;
    if (document.querySelector('[aria-modal="true"]')) return;
    const act = bindings[meaning(event.key.toLowerCase(), since, event.timeStamp)];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (!on) return undefined;
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}

/** Remembers that `G` was pressed, before any binding is asked; mounted once, by the shell. */
export function useChain() {
  useEffect(() => {
    const note = (event: KeyboardEvent) => {
      const begins =
        event.key.toLowerCase() === 'g' && !event.ctrlKey && !event.metaKey && !typing(event.target);
      since = latest;
      latest = begins ? event.timeStamp : null;
    };
    window.addEventListener('keydown', note, { capture: true });
    return () => window.removeEventListener('keydown', note, { capture: true });
  }, []);
}
