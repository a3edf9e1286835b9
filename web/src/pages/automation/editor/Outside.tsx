// The other systems an automation calls: by name and address, and whether they are there to be called.
import { Alert, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useView } from '../../../api/query';
import { useMay } from '../../../api/session';
import type { Connection } from '../../settings/connections';
import { callsOf, type Automation } from './document';

export function Outside({ doc }: { doc: Automation }) {
  const names = callsOf(doc.steps);
  const may = useMay('connection.list');
  const seen = useView<{ items: Connection[] }>('/connections', { enabled: may && names.length > 0 });
  if (!names.length) return null;
  const known = seen.data?.items;
  return (
    <Alert color="blue" variant="light" title="It calls other systems">
      {names.map((name) => {
        const found = known?.find((each) => each.name === name);
        return (
          <Text key={name} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {name}
            {found ? `: ${found.base_url}${found.paused ? ', paused' : ''}` : ''}
            {known && !found ? ': nobody has added it yet, so its calls come to nothing.' : ''}
          </Text>
        );
      })}
      <Text size="sm" mt={4}>
        They stand in <Link to={'/settings/connections' as '/settings'}>Settings, Connections</Link>.
      </Text>
    </Alert>
  );
}
