// Everything one was told, the newest first.
import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import type { NotificationCount, NotificationView } from '../../api/notifications';
import { useList, useView } from '../../api/query';
import { EmptyState } from '../../ui/EmptyState';
import { Filter } from '../../ui/Filter';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { NotificationRow } from './NotificationRow';

export function Page() {
  const { show } = useSearch({ strict: false }) as { show?: string };
  const count = useView<NotificationCount>('/notifications/count').data;
  const list = useList<NotificationView>('/notifications', { query: { new: show === 'new' ? true : null } });
  const unseen = count?.unseen ?? 0;
  return (
    <>
      <PageHead
        title="Notifications"
        sub={unseen ? `${unseen.toLocaleString()} you have not seen` : 'You have seen all of them.'}
      >
        <Button component={Link} to="/settings/notifications" variant="default">
          How you are told
        </Button>
        {unseen ? (
          <Button onClick={() => void act('notification.see', {}, { done: 'All seen' })}>
            I have seen all
          </Button>
        ) : null}
      </PageHead>
      <Filter
        label="Which notifications"
        to="/notifications"
        param="show"
        chosen={show}
        all="All"
        choices={[{ value: 'new', label: 'Not seen', count: unseen }]}
      />
      {list.pending ? <WaitingRows count={6} height={56} /> : null}
      {list.problem && !list.rows.length ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {!list.pending && !list.problem && !list.rows.length ? (
        <EmptyState
          icon={IconBell}
          title={show ? 'You have seen everything' : 'Nobody has told you anything yet'}
          hint="Exceptions, approvals, your new leads, replies and tasks come here, and to you as you choose."
        />
      ) : null}
      {list.rows.length ? (
        <ul className="needs table-box" aria-label="Notifications">
          {list.rows.map((one) => (
            <NotificationRow key={one.id} one={one} />
          ))}
        </ul>
      ) : null}
      {list.more ? (
        <Button mt="sm" variant="default" loading={list.loading} onClick={list.loadMore}>
          Load more
        </Button>
      ) : null}
    </>
  );
}
