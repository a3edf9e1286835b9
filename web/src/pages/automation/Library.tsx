// Automations that are ready: what each does, shown before it is switched on with one press.
import { Badge, Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { say, sayProblem } from '../../ui/toast';
import { useCatalogue } from './editor/catalogue';
import { Summary } from './editor/Summary';
import { useRead } from './editor/useRead';
import { MODES, type AutomationView, type Mode } from './shapes';

interface Ready {
  id: string;
  name: string;
  purpose: string;
  explained: string;
  text: string;
  load_bearing: boolean;
  automation: string | null;
  on: boolean;
  mode: Mode | null;
}

export function Page() {
  const seen = useView<{ items: Ready[] }>('/automations/library', { nouns: ['automation'] });
  const [open, setOpen] = useState<Ready | null>(null);
  return (
    <>
      <PageHead
        title="Ready automations"
        sub="They come with the house. Each can be changed in every word."
        above={
          <Text size="sm" mb={2}>
            <Link to="/automations" className="quiet-link">
              Automations
            </Link>
          </Text>
        }
      />
      {seen.error ? <ProblemNote problem={seen.error} again={() => void seen.refetch()} /> : null}
      {seen.isPending ? <WaitingRows count={5} height={120} /> : null}
      <ul className="card-list">
        {seen.data?.items.map((ready) => (
          <Paper key={ready.id} component="li" p="md">
            <Group justify="space-between" gap="xs" mb={6}>
              <Text fw={650}>{ready.name}</Text>
              <Group gap={6}>
                {ready.load_bearing ? (
                  <Badge variant="light" color="gray">
                    The line depends on it
                  </Badge>
                ) : null}
                {ready.on && ready.mode ? (
                  <StatusBadge state={ready.mode} label={MODES[ready.mode].label} />
                ) : (
                  <StatusBadge state="off" label="Off" tone="quiet" />
                )}
              </Group>
            </Group>
            <Text size="sm" mb="sm" style={{ textWrap: 'pretty' }}>
              {ready.explained}
            </Text>
            <Group gap="sm">
              <Button variant={ready.on ? 'default' : 'filled'} onClick={() => setOpen(ready)}>
                {ready.on ? 'What it does' : 'See what it does, switch it on'}
                <span className="visually-hidden">: {ready.name}</span>
              </Button>
              {ready.automation ? (
                <Button variant="subtle" component={Link} to={`/automations/${ready.automation}`}>
                  Open
                  <span className="visually-hidden"> {ready.name}</span>
                </Button>
              ) : null}
            </Group>
          </Paper>
        ))}
      </ul>
      <Modal opened={open !== null} onClose={() => setOpen(null)} size="lg" title={open?.name}>
        {open ? <Shown ready={open} close={() => setOpen(null)} /> : null}
      </Modal>
    </>
  );
}

function Shown({ ready, close }: { ready: Ready; close: () => void }) {
  const { catalogue } = useCatalogue();
  const [busy, setBusy] = useState(false);
  const may = useMay('automation.switch');
  const read = useRead(ready.text);
  const doc = read.data?.document;
  const switchOn = async () => {
    setBusy(true);
    try {
      const known = ready.automation;
      const { answer } = known
        ? { answer: { id: known } }
        : await call<AutomationView>('automation.publish', { slug: ready.id, new: true, text: ready.text });
      const { undo } = await call('automation.switch', { automation: answer.id, on: true });
      say(`${ready.name} is on`, undo);
      close();
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  const mode = MODES[ready.mode ?? 'practice'];
  return (
    <Stack gap="md">
      <Text size="sm">{ready.purpose}</Text>
      {doc && catalogue ? <Summary doc={doc} catalogue={catalogue} /> : <WaitingRows count={3} />}
      <Text size="sm" c="dimmed">
        {ready.on ? 'Its mode' : 'Switched on, its mode is'} “{mode.label}”: {mode.hint}
      </Text>
      {ready.on || !may ? null : (
        <Group justify="flex-end">
          <Button loading={busy} onClick={() => void switchOn()}>
            Switch it on
          </Button>
        </Group>
      )}
    </Stack>
  );
}
