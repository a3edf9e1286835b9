// Asks for one line of words before something happens: a reason, an outcome. Nothing happens without them.
import { modals } from '@mantine/modals';
import { ReasonForm, type Why } from './ReasonForm';

interface Question extends Omit<Why, 'children'> {
  title: string;
}

/** What was said, or `null` where the person thought better of it. */
export function ask({ title, ...question }: Question): Promise<string | null> {
  return new Promise((answered) => {
    const give = async (words: string) => {
      answered(words);
      modals.close(id);
    };
    const id = modals.open({
      title,
      closeButtonProps: { 'aria-label': 'Close' },
      children: <ReasonForm {...question} send={give} leave={() => modals.close(id)} />,
      onClose: () => answered(null),
    });
  });
}
