// A text from elsewhere, a file or an older version, before it becomes the next version: what it would change and mean
// for runs under way, then the same checks and reasons as for what is written in the editor.
import { Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { post } from '../../../api/call';
import { send } from '../../../api/http';
import type { Problem } from '../../../api/problem';
import { Block } from '../../../ui/Block';
import { ProblemNote } from '../../../ui/ProblemNote';
import { WaitingRows } from '../../../ui/Waiting';
import type { WholeAutomation } from '../shapes';
import { useCatalogue } from './catalogue';
import { Changes } from './Changes';
import type { Differences } from './difference';
import { placeOf } from './missing';
import { sayEffect, whyNot, type Effect } from './plan';
import { PublishDialog } from './PublishDialog';
import { sentence } from './StepList';
import type { Checked } from './useEditor';

export interface Elsewhere {
  text: string;
  /** The name of the file, or of the version. */
  of: string;
}

interface Planning extends Elsewhere {
  automation: WholeAutomation;
  close: () => void;
}

interface Found {
  checked: Checked;
  /** Nothing where it cannot be published. */
  differ: Differences | null;
  effect: Effect | null;
}

/** Queries by the way of commands: a text is too long for an address. */
const ask = <T,>(verb: string, body: unknown) => send<T>('POST', `/call/${verb}`, { body });

async function find({ slug }: WholeAutomation, text: string): Promise<Found> {
  const { answer: checked } = await post<Checked>('/automations/check', { text });
  const named = { automation: slug, text };
  if (!checked.publishable || checked.document?.automation !== slug)
    return { checked, differ: null, effect: null };
  const [differ, effect] = await Promise.all([
    ask<Differences>('automation.diff', named),
    ask<Effect>('automation.effect', named),
  ]);
  return { checked, differ, effect };
}

export function Plan({ automation, text, of, close }: Planning) {
  const { catalogue } = useCatalogue();
  const found = useQuery<Found, Problem>({
    queryKey: ['a text from elsewhere', automation.id, automation.version, text],
    queryFn: () => find(automation, text),
    gcTime: 0,
  });
  const { checked, differ, effect } = found.data ?? {};
  const doc = checked?.document;
  if (checked && differ && effect && doc && catalogue) {
    return (
      <PublishDialog
        opened
        close={close}
        doc={doc}
        catalogue={catalogue}
        text={text}
        fresh={false}
        warnings={checked.problems.filter(({ level }) => level === 'warning')}
        review={checked.review}
        plan={
          <Block title={`What ${of} would change`}>
            <Changes found={{ ...differ, runs: 0 }} catalogue={catalogue} />
            <Text size="sm" mt="xs">
              {sayEffect(effect)}
            </Text>
          </Block>
        }
        written={() => Promise.resolve(null)}
        done={() => undefined}
      />
    );
  }
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={`Apply ${of}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {found.error ? <ProblemNote problem={found.error} again={() => void found.refetch()} /> : null}
      {checked ? <Unfit checked={checked} slug={automation.slug} /> : null}
      {found.isPending ? <WaitingRows count={4} /> : null}
    </Modal>
  );
}

/** Why it cannot be published, each with its line. */
function Unfit({ checked, slug }: { checked: Checked; slug: string }) {
  const errors = checked.problems.filter(({ level }) => level === 'error');
  return (
    <Stack gap="sm">
      <Text size="sm">{whyNot(checked, slug)}</Text>
      <ul className="plain-list" aria-label="What is wrong">
        {errors.map((error) => (
          <li key={`${error.at.path} ${error.message}`}>
            <Text size="sm">
              {error.at.line ? `Line ${error.at.line}` : placeOf(error)}: {sentence(error.message)}
              {error.fix ? ` ${sentence(error.fix)}` : ''}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
