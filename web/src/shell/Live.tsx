// Keeps the live line while the shell is shown; says so when it is down.
import { Badge } from '@mantine/core';
import { useEffect, useState } from 'react';
import { listen, type LiveState } from '../api/live';

export function Live() {
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => listen(setState), []);
  return (
    <div role="status">
      {state === 'down' ? (
        <Badge color="orange" variant="light">
          Reconnecting
        </Badge>
      ) : null}
    </div>
  );
}
