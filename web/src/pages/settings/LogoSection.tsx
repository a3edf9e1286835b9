// Settings: the logo on forms, mails and papers.
import { Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPhoto, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { asProblem, Problem } from '../../api/problem';
import { useBusiness, useMay } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { confirm } from '../../ui/confirm';
import { say } from '../../ui/toast';
import { base64Of, dataUrl, PICTURES, pictureTrouble } from './logo';

export function LogoSection() {
  const { logo } = useBusiness();
  const may = useMay('business.change_logo');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const change = async (picture: string | null) => {
    setBusy(true);
    setProblem(null);
    try {
      await call('business.change_logo', { logo: picture });
      setTurn((now) => now + 1);
      say(picture ? 'Your logo is in use' : 'The logo is taken away');
    } catch (cause) {
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  const take = async (file: File | null) => {
    if (!file) return;
    const detail = pictureTrouble(file);
    if (detail) return setProblem(new Problem({ title: 'This file cannot be the logo', detail }));
    await change(base64Of(await dataUrl(file)));
  };
  const remove = async () => {
    const text = 'Forms, mails and papers show the name of the business instead.';
    if (await confirm({ title: 'Take the logo away?', text, verb: 'Take it away', destroys: true }))
      await change(null);
  };
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section">
      <Stack gap="md" align="flex-start">
        <Paper p="lg" bg="#ffffff" w="100%" style={{ display: 'grid', placeItems: 'center', minHeight: 140 }}>
          {logo ? (
            <img
              key={turn}
              src={`/logo?${turn}`}
              alt="Your logo as customers see it"
              style={{ maxWidth: '100%', maxHeight: 120 }}
            />
          ) : (
            <Text size="sm" c="#585f68">
              <IconPhoto size={18} stroke={1.7} style={{ verticalAlign: -4 }} aria-hidden /> No logo yet: the
              name stands there.
            </Text>
          )}
        </Paper>
        <Text size="sm" c="dimmed">
          PNG, JPEG or WebP, at most 1 MB. It is made anew here, so that nothing hidden in the file survives.
        </Text>
        {problem ? <ProblemNote problem={problem} /> : null}
        {may ? (
          <Group gap="sm">
            <FileButton accept={PICTURES} onChange={(file) => void take(file)}>
              {(props) => (
                <Button {...props} loading={busy} leftSection={<IconUpload size={16} />}>
                  {logo ? 'Choose another picture' : 'Choose a picture'}
                </Button>
              )}
            </FileButton>
            {logo ? (
              <Button variant="default" disabled={busy} onClick={() => void remove()}>
                Take it away
              </Button>
            ) : null}
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            An administrator can change it.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
