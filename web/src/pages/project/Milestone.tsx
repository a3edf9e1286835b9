// A milestone by its own address: it is shown in its project.
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { MilestoneView } from '../../api/delivery';
import { useView } from '../../api/query';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';

export function Page() {
  const { milestone } = useParams({ strict: false }) as { milestone: string };
  const { data, error, refetch } = useView<MilestoneView>(`/milestones/${milestone}`);
  const navigate = useNavigate();
  useEffect(() => {
    if (data) void navigate({ to: `/projects/${data.project}`, replace: true });
  }, [data, navigate]);
  return (
    <>
      <PageHead title="Milestone" />
      {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
    </>
  );
}
