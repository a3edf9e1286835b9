// Verbs around one's own account that need no session: forgotten password, links from mails.
import { call, post } from './call';

/** Always succeeds, so that nobody can learn which addresses have an account. */
export async function forgotPassword(email: string): Promise<void> {
  await call('password.forget', { email });
}

export async function resetPassword(token: string, password: string): Promise<void> {
  await call('password.reset', { token, password });
}

export async function acceptInvitation(token: string, name: string, password: string): Promise<void> {
  await call('invitation.accept', { token, name, password });
}

export async function setUp(business: unknown): Promise<void> {
  await post('/setup', business);
}
