// A change from a field that edits in place: says that it is done, with its undo; throws what was refused.
import { call, type CallWish } from '../api/call';
import { say } from './toast';

export async function change(verb: string, body: unknown, done: string, wish: CallWish = {}): Promise<void> {
  const { undo } = await call(verb, body, wish);
  say(done, undo);
}
