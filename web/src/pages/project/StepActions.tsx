// What can be done with one milestone: the likely next step as a button, the rest behind a menu.
import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { MilestoneView, ProjectView } from '../../api/delivery';
import { useSession } from '../../api/session';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { AcceptDialog } from './AcceptDialog';
import { StepDialog } from './StepDialog';
import { mainVerb, verbsOf, type StepVerb } from './steps';

const LABEL: Record<StepVerb, string> = {
  deliver: 'Deliver',
  accept: 'Record acceptance',
  dispute: 'Record what is missing',
  change: 'Change',
  cancel: 'Cancel milestone',
  waive: 'Do not invoice',
  reopen: 'Take last step back',
};

const WHY = {
  dispute: {
    title: 'What is missing?',
    verb: 'Milestone is disputed',
    usual: [],
    done: 'Noted what is missing',
  },
  cancel: {
    title: 'Why will it not be delivered?',
    verb: 'Milestone is cancelled',
    usual: ['No longer wanted', 'Replaced by another milestone'],
    done: 'Milestone cancelled',
  },
  waive: {
    title: 'Why is it not invoiced?',
    verb: 'Do not invoice it',
    usual: ['Goodwill', 'Part of something already paid'],
    done: 'It will not be invoiced',
  },
} as const;

type Asked = 'accept' | 'change' | keyof typeof WHY;

export function StepActions({ step, project }: { step: MilestoneView; project: ProjectView }) {
  const { grants } = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const verbs = verbsOf(step, project.state).filter((verb) => `milestone.${verb}` in grants);
  const main = mainVerb(verbs, step.state);
  const rest = verbs.filter((verb) => verb !== main);
  if (verbs.length === 0) return null;
  const take = (verb: StepVerb) => {
    const body = { milestone: step.id };
    if (verb === 'deliver') void act('milestone.deliver', body, { done: 'Delivered' });
    else if (verb === 'reopen') void act('milestone.reopen', body, { done: 'Taken back' });
    else setAsked(verb);
  };
  return (
    <Group gap={6} mt={2} className="no-print">
      {main ? (
        <Button size="xs" variant="light" onClick={() => take(main)}>
          {step.state === 'disputed' ? 'Deliver again' : LABEL[main]}
        </Button>
      ) : null}
      {rest.length ? (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={`More for ${step.title}`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((verb) => (
              <Menu.Item key={verb} onClick={() => take(verb)}>
                {LABEL[verb]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <Dialogs step={step} project={project} asked={asked} close={() => setAsked(null)} />
    </Group>
  );
}

interface Open {
  step: MilestoneView;
  project: ProjectView;
  asked: Asked | null;
  close: () => void;
}

function Dialogs({ step, project, asked, close }: Open) {
  const why = Object.keys(WHY) as (keyof typeof WHY)[];
  return (
    <>
      <AcceptDialog step={step} project={project} opened={asked === 'accept'} close={close} />
      <StepDialog project={project} step={step} opened={asked === 'change'} close={close} />
      {why.map((word) => (
        <ReasonDialog
          key={word}
          opened={asked === word}
          close={close}
          title={WHY[word].title}
          verb={WHY[word].verb}
          usual={WHY[word].usual}
          send={(reason) => change(`milestone.${word}`, { milestone: step.id, reason }, WHY[word].done)}
        />
      ))}
    </>
  );
}
