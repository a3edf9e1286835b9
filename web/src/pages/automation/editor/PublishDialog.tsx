// Before it is published: what it will do, in sentences, what to know first, and how carefully it begins.
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { call } from '../../../api/call';
import { asProblem, type Problem as Failure } from '../../../api/problem';
import { ProblemNote } from '../../../ui/ProblemNote';
import { say } from '../../../ui/toast';
import type { Published } from '../shapes';
import type { Catalogue } from './catalogue';
import type { Automation } from './document';
import { placeOf } from './missing';
import { Outside } from './Outside';
import { sentence } from './StepList';
import { Summary } from './Summary';
import type { Problem } from './useEditor';

interface Publishing {
  opened: boolean;
  close: () => void;
  doc: Automation;
  catalogue: Catalogue;
  text: string;
  fresh: boolean;
  /** What it would change, where the text was written elsewhere. */
  plan?: ReactNode;
  warnings: readonly Problem[];
  /** Why a second person has to read it before it acts. */
  review: readonly string[];
  /** Keeps the last letters: the draft as it is then, null where there is none; false where it cannot be kept. */
  written: () => Promise<Seen | null | false>;
  /** It is published; nothing is unsaved any more. */
  done: () => void;
}

/** A draft as it was known when it was published: a newer one is not thrown away with it. */
export interface Seen {
  draft: string;
  rv: number;
}

const keyOf = ({ code, at }: Problem) => `${code} ${at.path}`;

export function PublishDialog({ opened, close, doc, catalogue, text, fresh, ...rest }: Publishing) {
  const { plan, warnings, review, written, done } = rest;
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const navigate = useNavigate();
  const publish = async (on: boolean) => {
    setBusy(true);
    setRefused(null);
    try {
      const draft = await written();
      if (draft === false) {
        setBusy(false);
        return close();
      }
      const given = warnings.flatMap((warning) => {
        const reason = reasons[keyOf(warning)]?.trim();
        return reason
          ? [{ code: warning.code, at: warning.at.step ? { step: warning.at.step } : {}, reason }]
          : [];
      });
      const body = {
        slug: doc.automation,
        new: fresh,
        text,
        ...(given.length ? { reasons: given } : {}),
        ...(draft ? { draft } : {}),
      };
      const { answer } = await call<Published>('automation.publish', body);
      if (on) await call('automation.switch', { automation: answer.id, on: true });
      done();
      close();
      say(said(answer, fresh, on));
      await navigate({ to: `/automations/${answer.id}` as '/', search: {} as never });
    } catch (cause) {
      setRefused(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={fresh ? 'Publish this automation?' : 'Publish a new version?'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text size="sm">
          {fresh
            ? 'In practice mode it watches what really happens, in real time, and writes down what it would have done. Nothing is done and nothing leaves.'
            : 'New runs follow it from now on. Runs under way keep the version they follow, and its mode stays as it is.'}
        </Text>
        {plan}
        <Summary doc={doc} catalogue={catalogue} />
        <Outside doc={doc} />
        {review.length ? (
          <Alert color="orange" variant="light" title="A second person has to read it">
            Because {review.join(' and ')}.{' '}
            {fresh
              ? 'In practice nothing leaves, so it may begin at once; it leaves practice only with their yes.'
              : 'Where it is out of practice, the version in use acts until they said yes to this one.'}
          </Alert>
        ) : null}
        {warnings.map((warning) => (
          <TextInput
            key={keyOf(warning)}
            label={`${placeOf(warning)}: ${sentence(warning.message)}`}
            description={`${warning.fix ? `${sentence(warning.fix)} ` : ''}Or write down why it is right so.`}
            value={reasons[keyOf(warning)] ?? ''}
            onChange={(event) => {
              const words = event.currentTarget.value;
              setReasons((now) => ({ ...now, [keyOf(warning)]: words }));
            }}
          />
        ))}
        {refused ? <ProblemNote problem={refused} /> : null}
        <Group justify="flex-end" gap="sm">
          {fresh ? (
            <Button variant="default" loading={busy} onClick={() => void publish(false)}>
              Publish, switched off
            </Button>
          ) : null}
          <Button loading={busy} onClick={() => void publish(fresh)}>
            {fresh ? 'Publish in practice mode' : 'Publish'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function said({ name, version, waits }: Published, fresh: boolean, on: boolean): string {
  if (waits)
    return `${name}: version ${waits.version} waits for a second person, for ${waits.reasons.join(' and ')}`;
  if (!fresh) return `${name}: version ${version} is published; new runs follow it`;
  return on ? `${name} is published and practises` : `${name} is published, switched off`;
}
