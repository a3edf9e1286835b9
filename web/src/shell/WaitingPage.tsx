// Shown while a screen loads: its title's place and rows, never an empty page.
import { Skeleton, VisuallyHidden } from '@mantine/core';
import { WaitingRows } from '../ui/Waiting';

export function WaitingPage() {
  return (
    <>
      <VisuallyHidden component="h1">Loading</VisuallyHidden>
      <Skeleton h={28} w={180} mb="lg" />
      <WaitingRows />
    </>
  );
}
