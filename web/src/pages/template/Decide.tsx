// What can be done with a text: have it read, return it, approve exactly these words, retire it.
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { Lines } from './Lines';
import { list, type WholeTemplate } from './text';

export function Decide({ template }: { template: WholeTemplate }) {
  const may = {
    submit: useMay('template.submit'),
    approve: useMay('template.approve'),
    back: useMay('template.return'),
  };
  const [returning, setReturning] = useState(false);
  const newest = template.versions[0];
  const isDraft = newest?.state === 'draft';
  const waits = newest?.state === 'in_review';
  const approve = async () => {
    const behind = template.used_by.filter(({ current }) => current).map(({ name }) => name);
    const message = behind.length
      ? `${list(behind)} ${behind.length === 1 ? 'sends the version it was' : 'send the version they were'} published with until taking this one up. An approval stays on record.`
      : 'From now on customers get these words. An approval stays on record; approve an earlier version to go back.';
    const text =
      template.kind === 'message'
        ? message
        : 'New papers use these words from now on; what was sent before keeps its own. An approval stays on record.';
    const verb = `Approve version ${template.newest}`;
    if (await confirm({ title: `${verb}?`, text: <Asked template={template} text={text} />, verb }))
      await act(
        'template.approve',
        { template: template.id, version: template.newest, sha256: newest?.words_sha256 },
        { done: 'Approved and in use' },
      );
  };
  return (
    <>
      <Retire template={template} />
      {may.submit && isDraft ? (
        <Button
          variant="default"
          onClick={() =>
            void act('template.submit', { template: template.id }, { done: 'It waits to be read' })
          }
        >
          Have it read
        </Button>
      ) : null}
      {may.back && waits ? (
        <Button variant="default" onClick={() => setReturning(true)}>
          Return
        </Button>
      ) : null}
      {may.approve && (isDraft || waits) ? (
        <Button onClick={() => void approve()}>Approve version {template.newest}</Button>
      ) : null}
      <ReasonDialog
        opened={returning}
        title={`Return version ${template.newest}`}
        label="What is to be changed"
        verb="Return it"
        close={() => setReturning(false)}
        send={(reason) => call('template.return', { template: template.id, reason })}
      />
    </>
  );
}

/** What is said yes to: the words, beside those in use. */
function Asked({ template, text }: { template: WholeTemplate; text: string }) {
  const [newest] = template.versions;
  const inUse = template.versions.find(({ version }) => version === template.approved);
  if (!newest) return text;
  return (
    <>
      <Text size="sm">{text}</Text>
      <Text size="sm" fw={600} mt="sm" mb={4}>
        {inUse ? `What differs from version ${inUse.version}, which is in use` : 'These words'}
      </Text>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must scroll by key */}
      <div className="asked-lines" role="region" aria-label="The words" tabIndex={0}>
        <Lines version={newest} other={inUse} />
      </div>
    </>
  );
}

function Retire({ template }: { template: WholeTemplate }) {
  const may = useMay('template.retire');
  if (!may || !template.approved) return null;
  const retire = async () => {
    const using = [...new Set(template.used_by.map(({ name }) => name))];
    const text = using.length
      ? `${list(using)} cannot send it any more, and will say so.`
      : 'Nothing uses it any more, in this language.';
    if (await confirm({ title: 'Retire this text?', text, verb: 'Retire', destroys: true }))
      await act('template.retire', { template: template.id }, { done: 'Retired: nothing uses it any more' });
  };
  return (
    <Button variant="default" onClick={() => void retire()}>
      Retire
    </Button>
  );
}
