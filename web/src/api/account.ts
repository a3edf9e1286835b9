// Verbs around one's own account that need no session: forgotten password, links from mails, the first run.
// They carry no idempotency key: what a stranger sends is not kept.
import { post } from './call';
import { entered } from './session';

/** Always succeeds, so that nobody can learn which addresses have an account. */
export async function forgotPassword(email: string): Promise<void> {
  await post('/reset/request', { email });
}

/** Ends every session of the user; they sign in with the new password. */
export async function resetPassword(token: string, password: string): Promise<void> {
  await post('/reset', { token, password });
}

/** Whoever accepts is signed in at once. */
export async function acceptInvitation(token: string, password: string): Promise<void> {
  await post('/invitation', { token, password });
  await entered();
}

/** Whoever sets up is its first administrator, and signed in at once. */
export async function setUp(business: unknown): Promise<void> {
  await post('/setup', business);
  await entered();
}
