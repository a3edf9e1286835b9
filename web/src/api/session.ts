// Who is signed in here. The cookie is out of reach of scripts; this is what the server says about it.
import { useQuery } from '@tanstack/react-query';
import { send } from './http';
import { call, post } from './call';
import { queryClient, viewOptions } from './query';
import { Problem } from './problem';

export type Role = 'administrator' | 'manager' | 'sales' | 'delivery' | 'finance' | 'viewer';
export type UserState = 'invited' | 'active' | 'deactivated';

export interface UserView {
  id: string;
  rv: number;
  name: string;
  email: string;
  role: Role;
  team: string | null;
  stand_in: string | null;
  /** IANA; the zone of the business where it is null. */
  zone: string | null;
  language: string;
  state: UserState;
  active: boolean;
}

/** How the business counts and writes. */
export interface BusinessCard {
  name: string;
  zone: string;
  currency: string;
  locale: string;
  logo: boolean;
}

/** `user.me`: who is here, what they may do, and for whom they work. */
export interface Me {
  user: UserView;
  /** One's own mobile, in E.164. */
  phone: string | null;
  grants: Record<string, 'own' | 'team' | 'all'>;
  business: BusinessCard;
}

/** `setup.state`. */
export interface SetupState {
  needed: boolean;
  /** The program printed a code at its start and wants to hear it. */
  code: boolean;
}

const mine = { ...viewOptions<Me>('/me', { nouns: ['user', 'business', 'setting'] }), staleTime: 5 * 60_000 };

/** The session, or `null` where nobody is signed in. */
export async function whoAmI(): Promise<Me | null> {
  return queryClient.ensureQueryData(mine).catch((cause: unknown) => {
    if (cause instanceof Problem && cause.status === 401) return null;
    throw cause;
  });
}

export async function setupNeeded(): Promise<boolean> {
  return (await send<SetupState>('GET', '/setup')).needed;
}

/** After the cookie changed hands: what was known of nobody is asked for again. */
export async function entered(): Promise<void> {
  await queryClient.invalidateQueries();
}

export async function signIn(email: string, password: string): Promise<void> {
  await post('/session', { email, password });
  await entered();
}

/** Leaves by loading the page anew: nothing of what was shown stays in memory. */
export async function signOut(): Promise<void> {
  await call('session.sign_out');
  window.location.assign(`${import.meta.env.BASE_URL}sign-in`);
}

/** Only under the shell, which is not shown without a session. */
export function useSession(): Me {
  const { data } = useQuery(mine);
  if (!data) throw new Error('the shell is shown only to somebody who is signed in');
  return data;
}

/** Whether a verb is granted at all; how far it reaches is the server's to say. */
export function useMay(verb: string): boolean {
  return verb in useSession().grants;
}

/** Locale, zone and currency of the business; of this browser before anybody signed in. */
export function useBusiness(): BusinessCard {
  const { data } = useQuery({ ...mine, enabled: false });
  const here = new Intl.DateTimeFormat().resolvedOptions();
  const nobody = { name: 'Throughline', zone: here.timeZone, locale: here.locale, currency: '', logo: false };
  return data?.business ?? nobody;
}
