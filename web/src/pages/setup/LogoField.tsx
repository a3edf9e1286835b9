// The logo in the first run: chosen and shown here, sent with everything else.
import { Button, FileButton, Group, Input, Paper } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { dataUrl, PICTURES, pictureTrouble } from '../settings/logo';
import type { StepProps } from './bodies';

const ABOUT =
  'Stands on forms, mails and papers; without one the name stands there. PNG, JPEG or WebP, at most 1 MB.';

export function LogoField({ form }: Pick<StepProps, 'form'>) {
  const [logo, setLogo] = useState(form.getValues().logo);
  const error = form.errors['logo'];
  const keep = (url: string) => {
    form.setFieldValue('logo', url);
    form.clearFieldError('logo');
    setLogo(url);
  };
  const refuse = (words: string) => {
    keep('');
    form.setFieldError('logo', words);
  };
  const take = async (file: File | null) => {
    if (!file) return;
    const trouble = pictureTrouble(file);
    if (trouble) return refuse(trouble);
    await dataUrl(file).then(keep, () => refuse('This file cannot be read. Take another one.'));
  };
  return (
    <Input.Wrapper label="Logo" labelElement="div" description={ABOUT} error={error}>
      {logo ? (
        <Paper p="md" mt="xs" bg="#ffffff" style={{ display: 'grid', placeItems: 'center' }}>
          <img
            src={logo}
            alt="Your logo as customers see it"
            style={{ maxWidth: '100%', maxHeight: 120 }}
            onError={() => refuse('This picture cannot be read. Take another one.')}
          />
        </Paper>
      ) : null}
      <Group gap="sm" mt="xs" mb={error ? 'xs' : 0}>
        <FileButton accept={PICTURES} onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" data-path="logo" leftSection={<IconPhoto size={16} />}>
              {logo ? 'Choose another picture' : 'Choose a logo'}
            </Button>
          )}
        </FileButton>
        {logo ? (
          <Button variant="subtle" onClick={() => keep('')}>
            Take it away
          </Button>
        ) : null}
      </Group>
    </Input.Wrapper>
  );
}
