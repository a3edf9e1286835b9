// Nothing open is forgotten: how many records have a next step with somebody's name, and the very ones that have none.
import { Anchor, Group, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Conservation, Violation } from '../../api/line';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { NounSign } from '../../shell/NounSign';
import { nounLabel, recordPath } from '../../shell/records';
import { inWords } from '../../ui/StatusBadge';
import { When } from '../../ui/When';

export function Conserved() {
  const may = useMay('conservation.read');
  const { data } = useView<Conservation>('/conservation', { nouns: ['*'], enabled: may });
  if (!data) return null;
  const left = data.violations.length;
  const cared = data.open - left;
  return (
    <Paper p="md" component="section" aria-label="Nothing is forgotten">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <ThemeIcon size={40} radius="xl" variant="light" color={left ? 'red' : 'teal'} aria-hidden>
          {left ? <IconAlertTriangle size={22} /> : <IconShieldCheck size={22} />}
        </ThemeIcon>
        <div style={{ minWidth: 0 }}>
          <Title order={2} fz="md">
            {left
              ? `${left.toLocaleString()} of ${data.open.toLocaleString()} open records ${left === 1 ? 'has' : 'have'} no next step`
              : `Every open record has a next step: ${cared.toLocaleString()} of ${data.open.toLocaleString()}`}
          </Title>
          <Text size="sm" c="dimmed">
            A date and somebody who is there for each open lead, deal, proposal, milestone, invoice and
            payment; looked at every minute.
            {data.excepted ? ` ${data.excepted.toLocaleString()} of them ` : ''}
            {data.excepted ? (
              <Anchor component={Link} to="/exceptions" inherit>
                {data.excepted === 1 ? 'stands in the exceptions' : 'stand in the exceptions'}
              </Anchor>
            ) : null}
            {data.excepted ? '.' : ''}
          </Text>
        </div>
      </Group>
      {left ? (
        <ul className="needs" aria-label="Without a next step">
          {data.violations.map((one) => (
            <Forgotten key={one.id} one={one} />
          ))}
        </ul>
      ) : null}
    </Paper>
  );
}

function Forgotten({ one }: { one: Violation }) {
  const { nameOf } = useStaff();
  const path = recordPath(one.id);
  const words = one.title ?? nounLabel(one.id);
  return (
    <li className="need">
      <span className="need-sign">
        <NounSign id={one.id} />
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={550} truncate>
          {path ? (
            <Anchor component={Link} to={path} inherit>
              {words}
            </Anchor>
          ) : (
            words
          )}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {inWords(one.state)} since <When at={one.since} /> · {nameOf(one.owner) ?? 'nobody’s'}
        </Text>
      </div>
    </li>
  );
}
