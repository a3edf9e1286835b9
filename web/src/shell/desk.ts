// Which of the shell's own dialogs is open; any screen may open one ("Add a lead" on an empty list).
import { useSyncExternalStore } from 'react';

export type Sheet = 'find' | 'keys' | 'add' | 'menu' | 'signed_out' | null;

let open: Sheet = null;
const heard = new Set<() => void>();

export function show(sheet: Sheet) {
  open = sheet;
  heard.forEach((tell) => tell());
}

export function useSheet(): Sheet {
  return useSyncExternalStore(
    (tell) => {
      heard.add(tell);
      return () => void heard.delete(tell);
    },
    () => open,
  );
}
