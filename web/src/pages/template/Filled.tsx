// A filled text as a customer would read it: the blocks of the server, nothing of it markup of its own.
import { Fragment } from 'react';
import type { Block, Span } from './text';

/* oxlint-disable react/no-array-index-key -- the blocks of one text have no names and never move */

export function Filled({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="filled-text">
      {blocks.map((block, at) => (
        <One key={at} block={block} />
      ))}
    </div>
  );
}

function One({ block }: { block: Block }) {
  if (block.kind === 'heading') {
    const [, spans] = block.of;
    return (
      <p className="filled-head">
        <Spans spans={spans} />
      </p>
    );
  }
  if (block.kind === 'paragraph') {
    return (
      <p>
        {block.of.map((line, at) => (
          <Fragment key={at}>
            {at ? <br /> : null}
            <Spans spans={line} />
          </Fragment>
        ))}
      </p>
    );
  }
  if (block.kind === 'list') {
    return (
      <ul>
        {block.of.map((item, at) => (
          <li key={at}>
            <Spans spans={item} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <dl className="filled-clauses">
      {block.of.map(({ number, spans }) => (
        <Fragment key={number}>
          <dt className="num">{number}.</dt>
          <dd>
            <Spans spans={spans} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, at) => {
    if (span.kind === 'bold') return <strong key={at}>{span.of}</strong>;
    if (span.kind === 'plain') return <Fragment key={at}>{span.of}</Fragment>;
    return (
      <a key={at} href={span.of.url} target="_blank" rel="noreferrer">
        {span.of.label}
      </a>
    );
  });
}
