// One person: what we know, what is open, everything that was said and done, in one place.
import { Grid, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ContactPage } from '../../api/crm';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { Composer } from '../lead/Composer';
import { TheyReplied } from '../lead/replied';
import { Thread } from '../lead/Thread';
import { RecordTasks } from '../task/RecordTasks';
import { Aliases, MaybeSame } from './Duplicates';
import { Consents } from './Consents';
import { Dealings } from './Dealings';
import { Decisions } from './Decisions';
import { Known } from './Known';
import { Links } from './Links';
import { NewNote } from './Notes';
import { SaidTimeline } from './SaidTimeline';

const NOUNS = ['contact', 'company', 'lead', 'deal', 'task'];

export function Page() {
  const { contact: id } = useParams({ strict: false }) as { contact: string };
  const { data: contact, error, refetch } = useView<ContactPage>(`/contacts/${id}`, { nouns: NOUNS });
  if (!contact) {
    return (
      <>
        <PageHead title="Contact" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return <Shown contact={contact} />;
}

function Shown({ contact }: { contact: ContactPage }) {
  const job = [contact.job_title, contact.company?.name].filter(Boolean).join(', ');
  return (
    <>
      <PageHead title={contact.display} sub={job} record={contact.id}>
        <TheyReplied whose={{ contact: contact.id }} channel="email" />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Dealings contact={contact.id} />
            <Block title="Messages">
              <Stack gap="md">
                <Composer to={{ contact: contact.id, email: contact.email }} />
                <Thread query={{ contact: contact.id }} />
              </Stack>
            </Block>
            <Block title="What happened">
              <Stack gap="md">
                <NewNote contact={contact.id} />
                <SaidTimeline contact={contact.id} />
              </Stack>
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <MaybeSame contact={contact} />
            <Known contact={contact} />
            <Block title="Tasks">
              <RecordTasks contact={contact.id} />
            </Block>
            <Consents contact={contact.id} />
            <Decisions contact={contact.id} />
            <Links contact={contact} />
            <Aliases contact={contact} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
