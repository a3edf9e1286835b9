// Text with line numbers, for automations and policies: errors stand at their line and in words below it.
import { Button, Input, List, Text } from '@mantine/core';
import { useId, useMergedRef } from '@mantine/hooks';
import { useRef, type KeyboardEvent, type Ref } from 'react';

export interface Marker {
  /** Counted from 1. */
  line: number;
  message: string;
}

interface Editor {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  markers?: readonly Marker[];
  readOnly?: boolean;
  rows?: number;
  ref?: Ref<HTMLTextAreaElement>;
}

const NONE: readonly Marker[] = [];

export function CodeEditor({
  label,
  description,
  value,
  onChange,
  markers = NONE,
  readOnly,
  rows = 20,
  ref,
}: Editor) {
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const both = useMergedRef(text, ref ?? null);
  const escaped = useRef(false);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') escaped.current = true;
    else if (event.key === 'Tab' && !event.shiftKey && !escaped.current && !readOnly) {
      event.preventDefault();
      document.execCommand('insertText', false, '  '); // keeps the browser's own undo
    } else if (event.key !== 'Shift') escaped.current = false;
  };
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description ?? 'Tab indents; Esc, then Tab, leaves the text.'}
    >
      <div className="code" data-wrong={markers.length > 0 || undefined} style={{ marginTop: 6 }}>
        <Gutter ref={gutter} lines={value.split('\n').length} markers={markers} />
        <textarea
          id={id}
          ref={both}
          className="code-text"
          value={value}
          rows={rows}
          readOnly={readOnly}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={markers.length > 0}
          aria-describedby={`${id}-description ${id}-errors`}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onScroll={(event) => gutter.current?.scrollTo(0, event.currentTarget.scrollTop)}
        />
      </div>
      <div id={`${id}-errors`} aria-live="polite">
        <Errors markers={markers} go={(line) => text.current && goToLine(text.current, line)} />
      </div>
    </Input.Wrapper>
  );
}

function Gutter({
  lines,
  markers,
  ref,
}: {
  lines: number;
  markers: readonly Marker[];
  ref: Ref<HTMLDivElement>;
}) {
  const wrong = new Set(markers.map(({ line }) => line));
  return (
    <div
      className="code-gutter num"
      ref={ref}
      aria-hidden
      style={{ maxHeight: '100%', height: 0, minHeight: '100%' }}
    >
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} data-wrong={wrong.has(index + 1) || undefined}>
          {index + 1}
        </div>
      ))}
    </div>
  );
}

function Errors({ markers, go }: { markers: readonly Marker[]; go: (line: number) => void }) {
  if (markers.length === 0) return null;
  return (
    <List size="sm" mt="xs" spacing={4} listStyleType="none">
      {markers.map(({ line, message }) => (
        <List.Item key={`${line} ${message}`}>
          <Button size="compact-xs" variant="light" color="red" mr={8} onClick={() => go(line)}>
            Line {line}
          </Button>
          <Text span size="sm">
            {message}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}

/** Puts the caret at the start of a line and scrolls it into the middle. */
function goToLine(text: HTMLTextAreaElement, line: number) {
  const before =
    text.value
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(before, before);
  text.scrollTop = Math.max(0, (line - 1) * 20 - text.clientHeight / 2);
}
