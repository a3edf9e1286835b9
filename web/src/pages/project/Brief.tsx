// What the work needs to know: answered by us or by the client, with what is still missing.
import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Point, ProjectView } from '../../api/delivery';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { EditText } from '../../ui/EditText';
import { StatusBadge } from '../../ui/StatusBadge';
import { change } from '../../ui/change';
import { BriefDialog } from './BriefDialog';

export function Brief({ project }: { project: ProjectView }) {
  const [asking, setAsking] = useState(false);
  const open = project.state === 'open';
  const mayAnswer = useMay('brief.answer') && open;
  const mayAsk = useMay('brief.change') && open;
  if (project.brief.length === 0 && !mayAsk) return null;
  return (
    <Block
      title="Brief"
      right={
        mayAsk ? (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {project.brief.length ? 'Change questions' : 'Ask something'}
          </Button>
        ) : null
      }
    >
      <Stack gap="sm">
        <Missing project={project} />
        {project.brief.map((point) => (
          <Answer key={point.id} project={project.id} point={point} readOnly={!mayAnswer} />
        ))}
      </Stack>
      <BriefDialog project={project} opened={asking} close={() => setAsking(false)} />
    </Block>
  );
}

function Missing({ project }: { project: ProjectView }) {
  if (project.brief.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is asked. Questions you add stand on the client's page.
      </Text>
    );
  }
  const count = project.brief_missing;
  if (count === 0) return <StatusBadge state="done" label="Complete" />;
  return <StatusBadge state="waiting" label={`${count} ${count === 1 ? 'answer' : 'answers'} missing`} />;
}

const FROM: Record<NonNullable<Point['from']>, string> = {
  inquiry: 'From what they wrote first; nobody has answered it since.',
  signer: 'Whoever signed; nobody has answered it since.',
  wished_day: 'The day they named when they asked; nobody has answered it since.',
};

function Answer({ project, point, readOnly }: { project: string; point: Point; readOnly: boolean }) {
  return (
    <EditText
      label={point.required ? point.question : `${point.question} (optional)`}
      {...(point.from ? { description: FROM[point.from] } : {})}
      value={point.answer}
      rows={2}
      readOnly={readOnly}
      save={(answer) =>
        change(
          'brief.answer',
          { project, answers: { [point.id]: answer } },
          answer ? 'Answered' : 'Answer removed',
        )
      }
    />
  );
}
