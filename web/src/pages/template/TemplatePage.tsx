// One text: its draft beside how a customer reads it, who sends it, its versions, its approval.
import { Button, Group, Modal, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { languageName } from '../form/spec';
import { Decide } from './Decide';
import { Editor } from './Editor';
import { NewText, standOf } from './Templates';
import { KINDS, titleOf, type WholeTemplate } from './text';
import { Uses } from './Uses';
import { Versions } from './Versions';

export function Page() {
  const { template: id } = useParams({ strict: false }) as { template: string };
  const seen = useView<WholeTemplate>(`/templates/${id}`);
  if (!seen.data) {
    return (
      <>
        <PageHead title="Template" />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  return <Whole key={id} template={seen.data} />;
}

function Whole({ template }: { template: WholeTemplate }) {
  const [adding, setAdding] = useState(false);
  const may = useMay('template.draft');
  const approved = template.versions.find(({ version }) => version === template.approved);
  return (
    <>
      <PageHead
        title={`${titleOf(template.slug)}, ${languageName(template.language)}`}
        sub={
          <Group gap={8}>
            <StatusBadge state={template.state} label={standOf(template, template.versions[0]?.state)} />
            {KINDS[template.kind]} · {template.slug}
          </Group>
        }
        above={
          <Text size="sm" mb={2}>
            <Link to="/templates" className="quiet-link">
              Templates
            </Link>
          </Text>
        }
      >
        {may ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            In another language
          </Button>
        ) : null}
        <Decide template={template} />
      </PageHead>
      <Editor template={template} />
      <Uses template={template} />
      <Versions template={template} />
      <Modal opened={adding} onClose={() => setAdding(false)} title="The same text in another language">
        <NewText
          slug={template.slug}
          kind={template.kind}
          body={approved?.body ?? template.versions[0]?.body ?? ''}
        />
      </Modal>
    </>
  );
}
