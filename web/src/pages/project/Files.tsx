// Files of a project: what the client brought, what we hand over, what only we see.
import { Anchor, Button, Checkbox, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { bringFile, fileAddress, type ProjectFile, type ProjectView } from '../../api/delivery';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { say, sayProblem } from '../../ui/toast';
import { saySize } from './steps';

export function Files({ project }: { project: ProjectView }) {
  const may = useMay('project.add_file');
  return (
    <Block title="Files">
      <Stack gap="sm">
        {project.files.length === 0 ? (
          <Text size="sm" c="dimmed">
            No files yet. The client can add theirs on their page.
          </Text>
        ) : null}
        {project.files.toReversed().map((file) => (
          <OneFile key={file.file} project={project.id} file={file} />
        ))}
        {may ? <Upload project={project.id} /> : null}
      </Stack>
    </Block>
  );
}

function OneFile({ project, file }: { project: string; file: ProjectFile }) {
  const from =
    file.by === 'client' ? 'from the client' : file.shared ? 'shared with the client' : 'only we see it';
  return (
    <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Anchor href={fileAddress(project, file.file)} size="sm" download>
        {file.name}
      </Anchor>
      <Text size="xs" c="dimmed">
        {saySize(file.size)} · {from} · <When at={file.at} />
      </Text>
    </div>
  );
}

function Upload({ project }: { project: string }) {
  const [shared, setShared] = useState(true);
  const [busy, setBusy] = useState(false);
  const take = async (files: File[]) => {
    setBusy(true);
    try {
      for (const file of files) await bringFile(project, file, shared);
      if (files.length) say(files.length === 1 ? 'File added' : `${files.length} files added`);
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  return (
    <Group gap="sm" className="no-print">
      <FileButton multiple onChange={(files) => void take(files)}>
        {(props) => (
          <Button
            {...props}
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<IconUpload size={14} />}
          >
            Add files
          </Button>
        )}
      </FileButton>
      <Checkbox
        size="xs"
        label="The client sees them"
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
    </Group>
  );
}
