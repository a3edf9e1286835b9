// What is written now, before it is published: rehearsed over the days that were, and tried with one record.
import { Box, Button, Modal } from '@mantine/core';
import { IconMovie, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session';
import { Rehearse } from '../Rehearsals';
import { Try } from '../Try';
import type { Catalogue } from './catalogue';
import type { Automation } from './document';

interface Written {
  /** Null where it was never published. */
  automation: string | null;
  doc: Automation;
  catalogue: Catalogue;
  text: string;
  /** It can be read as it stands; else both say nothing of it. */
  ready: boolean;
  /** Keeps the last letters: the id of the draft, where there is one. */
  keep: () => Promise<string | undefined>;
}

export function BeforePublishing({ automation, doc, catalogue, text, ready, keep }: Written) {
  const mayRehearse = useMay('automation.rehearse');
  const mayTry = useMay('automation.try');
  const [open, setOpen] = useState<'rehearse' | 'try' | null>(null);
  const close = () => setOpen(null);
  const noun = doc.subject === 'business' ? '' : catalogue.noun(doc.subject);
  const named = noun && ` with ${article(noun)}`;
  return (
    <>
      {mayRehearse ? (
        <Button
          variant="default"
          disabled={!ready}
          leftSection={<IconMovie size={16} aria-hidden />}
          onClick={() => setOpen('rehearse')}
        >
          Rehearse
        </Button>
      ) : null}
      {mayTry ? (
        <Button
          variant="default"
          disabled={!ready}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          aria-label={`Try${named}`}
          onClick={() => setOpen('try')}
        >
          Try
          <Box component="span" visibleFrom="sm" style={{ whiteSpace: 'pre' }}>
            {named}
          </Box>
        </Button>
      ) : null}
      <Modal
        opened={open === 'rehearse'}
        onClose={close}
        title="Rehearse what is written here"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Rehearse automation={automation} draft={{ text, keep }} />
      </Modal>
      <Modal
        opened={open === 'try'}
        onClose={close}
        size="xl"
        title="Try what is written here"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Try automation={automation} text={text} draft />
      </Modal>
    </>
  );
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
