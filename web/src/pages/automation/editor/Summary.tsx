// An automation told in sentences: when it begins, each step, and when it ends.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { factFields, scopeOfStep, scopeOfTrigger, type Catalogue } from './catalogue';
import type { Automation } from './document';
import { same } from './stops';
import { sayCondition, sayJump, sayStep, sayStop, sayTrigger, sayWays } from './says';
import { treeOf, type Node } from './tree';
import { waysOf } from './moves';

interface Told {
  doc: Automation;
  catalogue: Catalogue;
  /** What stands below the words of a step, by its id. */
  beside?: ((step: string) => ReactNode) | undefined;
}

export function Summary({ doc, catalogue, beside }: Told) {
  const seen = [...factFields(catalogue, doc.goal?.facts ?? [], 'fact'), ...scopeOfStep(catalogue, doc)];
  const bound = doc.goal?.when?.cel === same(catalogue, doc.subject, doc.goal?.facts ?? []);
  const goal = sayStop(catalogue, bound && doc.goal ? { facts: doc.goal.facts ?? [] } : doc.goal, seen);
  return (
    <div>
      <Text size="sm" mb="xs">
        It starts when: <b>{sayTrigger(catalogue, doc, scopeOfTrigger(catalogue, doc))}</b>.
      </Text>
      <Told nodes={treeOf(doc.steps)} doc={doc} catalogue={catalogue} beside={beside} />
      <Text size="sm" mt="xs">
        {goal ? (
          <>
            It has done its work when: <b>{goal}</b>.
          </>
        ) : (
          'It ends with its last step.'
        )}
      </Text>
    </div>
  );
}

function Told({ nodes, doc, catalogue, beside }: Told & { nodes: readonly Node[] }) {
  const scope = scopeOfStep(catalogue, doc);
  return (
    <ol className="outline">
      {nodes.map((node) => {
        const names = sayWays(node.step, scope);
        return (
          <li key={node.step.id}>
            <Text size="sm" component="div">
              {sayStep(catalogue, node.step, scope)}
              {node.step.if ? `, only if ${sayCondition(node.step.if.cel, scope)}` : ''}
            </Text>
            {node.step.note ? (
              <Text size="sm" c="dimmed">
                {node.step.note}
              </Text>
            ) : null}
            {beside?.(node.step.id)}
            {waysOf(node).map(({ jump, steps }, nth) => (
              // oxlint-disable-next-line react/no-array-index-key -- a way is named by its place
              <div key={nth} style={{ marginTop: 4 }}>
                <Text size="sm" c="dimmed">
                  {names[nth]}: {steps.length ? '' : sayJump(jump)}
                </Text>
                {steps.length ? <Told nodes={steps} doc={doc} catalogue={catalogue} beside={beside} /> : null}
              </div>
            ))}
          </li>
        );
      })}
    </ol>
  );
}
