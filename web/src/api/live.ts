// The live line: one stream for all tabs of this browser. The tab that holds the lock listens and tells the
// others; where locks are not offered (plain http in a local network) each tab listens for itself.
import { queryClient, changed } from './query';
import type { Change } from './nouns';

export type LiveState = 'connecting' | 'up' | 'down';
type Word =
  | { say: 'change'; change: Change }
  | { say: 'resync' }
  | { say: 'state'; state: LiveState }
  | { say: 'who' };

const STREAM = '/api/v1/changes/stream';
const LONGEST_WAIT_MS = 30_000;

/** Starts listening; returns how to stop. `onState` hears when the line goes down and comes back. */
export function listen(onState: (state: LiveState) => void): () => void {
  const stop = new AbortController();
  const others = new BroadcastChannel('throughline-live');
  let state: LiveState = 'connecting';
  let leading = false;

  const hear = (word: Word) => {
    if (word.say === 'change') changed(word.change);
    else if (word.say === 'resync') void queryClient.invalidateQueries();
    else if (word.say === 'state') onState((state = word.state));
  };
  others.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.say !== 'who') hear(data);
    else if (leading) others.postMessage({ say: 'state', state } satisfies Word);
  };
  const tell = (word: Word) => {
    hear(word);
    others.postMessage(word);
  };
  const lead = () => {
    leading = true;
    return follow(tell, stop.signal);
  };

  if ('locks' in navigator) {
    others.postMessage({ say: 'who' } satisfies Word);
    void navigator.locks.request('throughline-live', { signal: stop.signal }, lead).catch(() => undefined);
  } else {
    void follow(hear, stop.signal);
  }
  return () => {
    stop.abort();
    others.close();
  };
}

/** Holds the stream until told to stop; after a break everything on screen is asked for again. */
function follow(tell: (word: Word) => void, stop: AbortSignal): Promise<void> {
  return new Promise((ended) => {
    let source: EventSource | undefined;
    let wasDown = false;
    let wait = 1000;
    let timer = 0;
    const connect = () => {
      source = new EventSource(STREAM);
      source.onopen = () => {
        tell({ say: 'state', state: 'up' });
        if (wasDown) tell({ say: 'resync' });
        wasDown = false;
        wait = 1000;
      };
      source.onerror = () => {
        wasDown = true;
        tell({ say: 'state', state: 'down' });
        if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        timer = window.setTimeout(connect, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      };
      source.addEventListener('change', ({ data }) =>
        tell({ say: 'change', change: JSON.parse(data) as Change }),
      );
      source.addEventListener('resync', () => tell({ say: 'resync' }));
    };
    connect();
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      ended();
    });
  });
}
