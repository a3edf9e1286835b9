// What is known from before the work began, so that nobody asks the customer twice.
import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Handoff as Known } from '../../api/delivery';
import { Block } from '../../ui/Block';
import { Money, useMoney } from '../../ui/Money';
import { When } from '../../ui/When';
import { inText } from '../lead/Questions';
import { inWords } from '../../ui/StatusBadge';

export function Handoff({ known }: { known: Known }) {
  const { inquiry, sold, notes } = known;
  if (!inquiry && sold.length === 0 && notes.length === 0) return null;
  return (
    <Block
      title="What we know"
      right={
        inquiry ? (
          <Anchor component={Link} to={`/leads/${inquiry.lead}`} size="sm" underline="always">
            The inquiry
          </Anchor>
        ) : null
      }
    >
      <Stack gap="md">
        {inquiry ? <Asked inquiry={inquiry} /> : null}
        {sold.length ? <Sold lines={sold} /> : null}
        {notes.length ? <Noted notes={notes} /> : null}
      </Stack>
    </Block>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {title}
      </Text>
      {children}
    </div>
  );
}

function Asked({ inquiry }: { inquiry: NonNullable<Known['inquiry']> }) {
  const money = useMoney();
  return (
    <>
      {inquiry.message ? (
        <Part
          title={
            <>
              They wrote, <When at={inquiry.captured_at} />
            </>
          }
        >
          <Text size="sm" className="as-written">
            {inquiry.message}
          </Text>
        </Part>
      ) : null}
      {inquiry.answers
        .filter(({ answer }) => answer !== inquiry.message)
        .map(({ id, question, answer }) => (
          <Part key={id} title={question ?? inWords(id)}>
            <Text size="sm" className="as-written">
              {inText(answer as never, money)}
            </Text>
          </Part>
        ))}
    </>
  );
}

function Sold({ lines }: { lines: Known['sold'] }) {
  return (
    <Part title="Agreed">
      <Stack gap={4}>
        {lines.map(({ title, text, quantity, unit, net }, at) => (
          <div key={at}>
            <Text size="sm" fw={550}>
              {title}
              {quantity === '1' && !unit ? '' : ` · ${quantity} ${unit}`.trimEnd()} · <Money of={net} />
            </Text>
            {text ? (
              <Text size="sm" className="as-written">
                {text}
              </Text>
            ) : null}
          </div>
        ))}
      </Stack>
    </Part>
  );
}

function Noted({ notes }: { notes: Known['notes'] }) {
  return (
    <Part title="Noted before">
      <Stack gap={6}>
        {notes.map(({ id, text, written_at, by_name }) => (
          <div key={id}>
            <Text size="sm" className="as-written">
              {text}
            </Text>
            <Text size="xs" c="dimmed">
              {by_name ?? 'By itself'}, <When at={written_at} />
            </Text>
          </div>
        ))}
      </Stack>
    </Part>
  );
}
