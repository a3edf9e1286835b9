// What a rule proposes, in words a person presses.
import type { Question, Then } from '../../api/crm';

/** "Qualify it", "Come back in 30 days": the words of the button. */
export function thenInWords(then: Then, questions: readonly Question[] = []): string {
  if (then === 'qualify') return 'Qualify';
  if ('nurture' in then) return `Come back in ${then.nurture.days} days`;
  if ('decline' in then) return then.decline.template ? 'Decline, with a message' : 'Decline';
  const asked = questions.find(({ id }) => id === then.ask.question);
  return `Ask: ${asked?.text ?? then.ask.question}`;
}
