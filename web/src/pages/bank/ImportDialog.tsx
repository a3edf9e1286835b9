// A file of the bank: chosen, shown as it would be read with every error by its line, then imported whole.
import { Autocomplete, Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import {
  base64Of,
  previewStatement,
  type ImportedView,
  type Mapping,
  type PreviewView,
} from '../../api/cash';
import { useView } from '../../api/query';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { say } from '../../ui/toast';
import { MappingFields } from './MappingFields';
import { Preview } from './Preview';
import { sayImport, sayImported } from './words';

export function ImportDialog({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Import a statement" size="xl">
      <ImportForm close={close} />
    </Modal>
  );
}

interface Chosen {
  name: string;
  base64: string;
}

interface Kept {
  items: { account: string }[];
}

function ImportForm({ close }: { close: () => void }) {
  const { data: kept } = useView<Kept>('/statements/mappings', { nouns: ['setting'] });
  const [typed, setTyped] = useState<string | null>(null);
  const [file, setFile] = useState<Chosen | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const accounts = (kept?.items ?? []).map((item) => item.account);
  const { preview, wrong } = usePreview(file, typed ?? '', mapping);
  const named = typed ?? preview?.account ?? (accounts.length === 1 ? accounts[0]! : '');

  const take = async (picked: File | null) => {
    if (!picked) return;
    setProblem(null);
    setMapping(null);
    setFile({ name: picked.name, base64: await base64Of(picked) });
  };
  const bring = async () => {
    if (!file || !preview) return;
    setBusy(true);
    setProblem(null);
    try {
      const input = { account: named, name: file.name, file: file.base64, mapping: preview.mapping };
      const { answer, undo } = await call<ImportedView>('statement.import', input);
      close();
      say(sayImported(answer), undo);
    } catch (cause) {
      setProblem(cause);
    }
    setBusy(false);
  };
  const ready = preview && preview.wrong === 0 && preview.lines > 0 && named.trim();
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <Autocomplete
          label="Your account"
          description={
            typed === null && preview?.account
              ? 'Known from the file, or the only one there is.'
              : 'Its IBAN, or what you call it.'
          }
          placeholder="Main account"
          data={accounts}
          value={named}
          onChange={setTyped}
          style={{ flex: '1 1 240px' }}
        />
        <FileButton accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={(picked) => void take(picked)}>
          {(props) => (
            <Button {...props} variant={file ? 'default' : 'filled'} leftSection={<IconFileText size={16} />}>
              {file ? 'Choose another file' : 'Choose a CSV file'}
            </Button>
          )}
        </FileButton>
      </Group>
      {file ? (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {file.name}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          Export your account as CSV at your bank. Lines you imported before are left out by themselves.
        </Text>
      )}
      {wrong ? <ProblemNote problem={wrong} /> : null}
      {file && !preview && !wrong ? <WaitingLines count={6} /> : null}
      {preview ? (
        <>
          <Preview preview={preview} />
          <MappingFields preview={preview} change={setMapping} />
        </>
      ) : null}
      {preview && preview.wrong === 0 && !named.trim() ? (
        <Text size="sm" role="status">
          Name your account above; then the file can be imported.
        </Text>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button disabled={!ready} loading={busy} onClick={() => void bring()}>
          {preview && preview.wrong === 0 ? sayImport(preview.new) : 'Import'}
        </Button>
      </Group>
    </Stack>
  );
}

/** The file as it would be read, anew with every change; the last answer stays while the next is on its way. */
function usePreview(file: Chosen | null, account: string, mapping: Mapping | null) {
  const [preview, setPreview] = useState<PreviewView | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  useEffect(() => {
    if (!file) return undefined;
    const abort = new AbortController();
    const wish = {
      file: file.base64,
      ...(account.trim() ? { account } : {}),
      ...(mapping ? { mapping } : {}),
    };
    const timer = setTimeout(() => {
      previewStatement(wish, abort.signal).then(
        (found) => {
          setPreview(found);
          setWrong(null);
        },
        (cause: unknown) => {
          if (abort.signal.aborted) return;
          setWrong(cause);
          if (!mapping) setPreview(null);
        },
      );
    }, 250);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [file, account, mapping]);
  return { preview, wrong };
}
