// One form: its draft, its publishing and sharing, and what came in by it.
import { Alert, Button, Group, Tabs, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { Draft } from './Draft';
import { Share } from './Share';
import { Submissions } from './Submissions';
import type { FormView } from './spec';

export function Page() {
  const { form: id } = useParams({ strict: false }) as { form: string };
  const { tab = 'fields' } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const seen = useView<FormView>(`/forms/${id}`, { nouns: ['form'] });
  if (!seen.data) {
    return (
      <>
        <PageHead title="Form" />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  const form = seen.data;
  const show = (next: string | null) =>
    void navigate({
      to: '.',
      search: (next === 'fields' ? {} : { tab: next }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <PageHead
        title={form.title}
        sub={
          <Group gap={8}>
            <StatusBadge state={form.state} />
            {form.version ? `version ${form.version}` : 'nobody outside sees it yet'}
          </Group>
        }
        above={
          <Text size="sm" mb={2}>
            <Link to="/forms" className="quiet-link">
              Forms
            </Link>
          </Text>
        }
      >
        <State form={form} />
      </PageHead>
      <Tabs value={tab} onChange={show} keepMounted>
        <Tabs.List mb="md">
          <Tabs.Tab value="fields">Draft</Tabs.Tab>
          <Tabs.Tab value="share">Share</Tabs.Tab>
          <Tabs.Tab value="came-in">What came in</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="fields">
          {form.state === 'closed' ? (
            <Alert color="gray" variant="light" mb="md">
              This form is closed: its page says so. What somebody was typing is kept as a parked inquiry.
            </Alert>
          ) : null}
          <Draft form={form} />
        </Tabs.Panel>
        <Tabs.Panel value="share">
          <Share form={form} />
        </Tabs.Panel>
        <Tabs.Panel value="came-in">{tab === 'came-in' ? <Submissions form={form} /> : null}</Tabs.Panel>
      </Tabs>
    </>
  );
}

function State({ form }: { form: FormView }) {
  const mayClose = useMay('form.close');
  const body = { form: form.id };
  const close = async () => {
    const text = 'Its page says that no more answers are taken. You can reopen it at any time.';
    if (await confirm({ title: 'Close this form?', text, verb: 'Close the form' }))
      await act('form.close', body, { done: 'The form is closed' });
  };
  return (
    <>
      {form.state === 'published' ? (
        <Button
          component="a"
          href={form.url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={15} aria-label="opens in a new tab" />}
        >
          Open its page
        </Button>
      ) : null}
      {mayClose && form.state === 'published' ? (
        <Button variant="default" onClick={() => void close()}>
          Close
        </Button>
      ) : null}
      {mayClose && form.state === 'closed' ? (
        <Button onClick={() => void act('form.reopen', body, { done: 'The form takes answers again' })}>
          Reopen
        </Button>
      ) : null}
    </>
  );
}
