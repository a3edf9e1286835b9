// The draft of a form: changed here, saved by the person, seen by nobody outside before it is published.
import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { asProblem, fieldErrors, type Problem } from '../../api/problem';
import type { Page } from '../../api/cursor';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import type { ServiceView } from '../../api/views';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import { useStaff } from '../../api/staff';
import { Afterwards, Consent, Heading, Hosts } from './Around';
import { FieldList } from './FieldList';
import { Languages } from './Languages';
import type { FormSpec, FormView } from './spec';

interface Draft {
  spec: FormSpec;
  owner: string | null;
}

const draftOf = ({ draft, owner }: FormView): Draft => ({ spec: draft, owner });
const same = (a: Draft, b: Draft) => JSON.stringify(a) === JSON.stringify(b);

/** What was read, what is typed over it, and what the server said of it. */
function useDraft(form: FormView) {
  const [base, setBase] = useState(form);
  const [draft, setDraft] = useState(draftOf(form));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const dirty = !same(draft, draftOf(base));
  const take = (view: FormView) => {
    setBase(view);
    setDraft(draftOf(view));
    setProblem(null);
  };
  useEffect(() => {
    if (form.rv <= base.rv) return;
    if (!dirty) take(form);
  }, [form, base, dirty]);

  const save = async (publish: boolean) => {
    setBusy(true);
    setProblem(null);
    try {
      let view = base;
      if (dirty) {
        const body = { form: form.id, spec: draft.spec, owner: draft.owner };
        view = (await call<FormView>('form.change', body, { ifMatch: base.rv })).answer;
        take(view);
      }
      if (publish) {
        const done = await call<FormView>('form.publish', { form: form.id });
        take(done.answer);
        say(`Version ${done.answer.version} is published`, done.undo);
      } else say('Draft saved');
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return { base, draft, setDraft, dirty, newer: form.rv > base.rv && dirty, take, save, busy, problem };
}

export function Draft({ form }: { form: FormView }) {
  const { base, draft, setDraft, dirty, newer, take, save, busy, problem } = useDraft(form);
  const [language, setLanguage] = useState(draft.spec.languages[0] ?? 'en');
  const may = useMay('form.change');
  const change = (part: Partial<FormSpec>) => setDraft((now) => ({ ...now, spec: { ...now.spec, ...part } }));
  const errors = problem ? fieldErrors(problem, (path) => path.replace(/^spec\./, '')) : {};
  const published = new Set(base.version ? base.draft.fields.map(({ id }) => id) : []);
  const part = { spec: draft.spec, language, errors, change };
  return (
    <fieldset disabled={!may} className="plain-set">
      <div className="editor-frame">
        <Stack gap="md" miw={0}>
          <Languages spec={draft.spec} language={language} show={setLanguage} change={change} />
          <Heading {...part} />
          <FieldList {...part} published={published} change={(fields) => change({ fields })} />
        </Stack>
        <Stack gap="md" miw={0}>
          <Whose draft={draft} change={setDraft} />
          <Consent {...part} />
          <Afterwards {...part} />
          <Hosts {...part} />
        </Stack>
      </div>
      <div className="save-bar">
        {newer ? (
          <Alert
            color="orange"
            variant="light"
            role="alert"
            title="Somebody else changed this draft meanwhile"
            mb="sm"
          >
            <Button size="xs" variant="default" onClick={() => take(form)}>
              Show theirs, drop mine
            </Button>
          </Alert>
        ) : null}
        {problem ? <Refused problem={problem} /> : null}
        <Group justify="space-between" mt={problem ? 'sm' : 0}>
          <Text size="sm" c="dimmed" role="status">
            {dirty
              ? 'Not saved yet'
              : base.changed
                ? 'The draft differs from what is published'
                : 'Published as it stands'}
          </Text>
          <Group gap="sm">
            <Button variant="default" disabled={!dirty} loading={busy} onClick={() => void save(false)}>
              Save the draft
            </Button>
            <Button disabled={!dirty && !base.changed} loading={busy} onClick={() => void save(true)}>
              {base.version ? `Publish version ${base.version + 1}` : 'Publish'}
            </Button>
          </Group>
        </Group>
      </div>
    </fieldset>
  );
}

/** Each field says what is wrong with it; one of them may stand in another language or further up. */
function Refused({ problem }: { problem: Problem }) {
  if (problem.errors.length === 0) return <ProblemNote problem={problem} />;
  return (
    <Alert color="red" variant="light" role="alert" title="Not saved yet: some fields need a look">
      {problem.errors.map(({ pointer, detail }) => (
        <Text size="sm" key={pointer + detail}>
          {detail}
        </Text>
      ))}
    </Alert>
  );
}

interface Whose {
  draft: Draft;
  change: (draft: Draft) => void;
}

function Whose({ draft, change }: Whose) {
  const staff = useStaff();
  const services = useView<Page<ServiceView>>('/services').data?.items ?? [];
  return (
    <Block title="Who gets what comes in">
      <Stack gap="sm">
        <Select
          label="Owner"
          description="Empty: the owner of the first joint of the line."
          data={staff.choicesWith(draft.owner)}
          value={draft.owner}
          onChange={(owner) => change({ ...draft, owner })}
          searchable
        />
        <Select
          label="Service"
          description="What people ask about here, if it is always the same."
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.spec.service}
          onChange={(service) => change({ ...draft, spec: { ...draft.spec, service } })}
          clearable
        />
      </Stack>
    </Block>
  );
}
