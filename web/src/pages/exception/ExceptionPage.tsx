// One exception at an address of its own, as links in mails and searches lead to it.
import { Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useView } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { Cases } from './Cases';
import { ExceptionCard } from './ExceptionCard';
import type { Tried, WholeException } from './shapes';

export function Page() {
  const { exception: id } = useParams({ strict: false }) as { exception: string };
  const seen = useView<WholeException>(`/exceptions/${id}`, { nouns: ['exception', 'run', 'mail'] });
  return (
    <>
      <PageHead
        title="Exception"
        above={
          <Text size="sm" mb={2}>
            <Link to="/exceptions" className="quiet-link">
              Exceptions
            </Link>
          </Text>
        }
      />
      {seen.error && !seen.data ? (
        <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
      ) : null}
      {seen.isPending ? <WaitingRecord /> : null}
      {seen.data ? (
        <Stack gap="lg">
          <ul className="card-list">
            <ExceptionCard exception={seen.data} />
          </ul>
          {seen.data.count > 1 ? <Cases exception={seen.data} /> : null}
          <WhatWasTried tried={seen.data.tried} />
        </Stack>
      ) : null}
    </>
  );
}

function WhatWasTried({ tried }: { tried: Tried[] }) {
  if (!tried.length) return null;
  return (
    <Block title="What was tried">
      <ul className="needs" aria-label="What was tried">
        {tried.map((one, at) => (
          <li key={at} className="need">
            <div style={{ minWidth: 0, flex: 1 }}>
              <Text size="sm" fw={550}>
                {one.what.replaceAll('_', ' ')}
                {one.times ? `, ${one.times} times` : ''}
              </Text>
              <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
                {one.why} · <When at={one.at} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Block>
  );
}
