// What the filters show as a file for a spreadsheet.
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { send, type Query } from '../../api/http';
import { useMay } from '../../api/session';
import { saveFile } from '../../ui/saveFile';
import { say, sayProblem } from '../../ui/toast';

interface Exported {
  name: string;
  text: string;
  rows: number;
  /** There are more than fit into one file. */
  more: boolean;
}

export function ExportButton({ query }: { query: Query }) {
  const may = useMay('exception.export');
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const get = async () => {
    setBusy(true);
    try {
      const { name, text, rows, more } = await send<Exported>('GET', '/exceptions/export', { query });
      saveFile(name, text, 'text/csv;charset=utf-8');
      say(
        more
          ? `The newest ${rows.toLocaleString()} are in ${name}; narrow the filters for the rest`
          : `${rows.toLocaleString()} in ${name}`,
      );
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  return (
    <Button
      variant="default"
      loading={busy}
      onClick={() => void get()}
      leftSection={<IconDownload size={16} />}
    >
      Export as CSV
    </Button>
  );
}
