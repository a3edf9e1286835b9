// Who is signed in here. The cookie is out of reach of scripts; this is what the server says about it.
import { useQuery } from '@tanstack/react-query';
import { send } from './http';
import { call, post } from './call';
import { queryClient, viewOptions } from './query';
import { Problem } from './problem';
import type { SessionView, SetupView } from './views';

const mine = { ...viewOptions<SessionView>('/session'), staleTime: 5 * 60_000 };

/** The session, or `null` where nobody is signed in. */
export async function whoAmI(): Promise<SessionView | null> {
  return queryClient.ensureQueryData(mine).catch((cause: unknown) => {
    if (cause instanceof Problem && cause.status === 401) return null;
    throw cause;
  });
}

export async function setupNeeded(): Promise<boolean> {
  return (await send<SetupView>('GET', '/setup')).needed;
}

export async function signIn(email: string, password: string): Promise<void> {
  await post('/sessions', { email, password });
  await queryClient.invalidateQueries();
}

export async function signOut(): Promise<void> {
  await call('session.sign_out');
  queryClient.clear();
}

/** Only under the shell, which is not shown without a session. */
export function useSession(): SessionView {
  const { data } = useQuery(mine);
  if (!data) throw new Error('the shell is shown only to somebody who is signed in');
  return data;
}

/** Locale, zone and currency of the business; of this browser before anybody signed in. */
export function useBusiness(): SessionView['business'] {
  const { data } = useQuery({ ...mine, enabled: false });
  const here = new Intl.DateTimeFormat().resolvedOptions();
  return data?.business ?? { name: 'Throughline', time_zone: here.timeZone, locale: here.locale, currency: '' };
}
