// What the server says when something cannot be done (RFC 9457), in one class every screen understands.

export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

interface ProblemBody {
  type?: string;
  code?: string;
  title?: string;
  status?: number;
  detail?: string;
  ref?: string;
  errors?: FieldError[];
}

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Under this number the server's log knows more. */
  readonly ref: string | undefined;
  readonly errors: FieldError[];

  constructor(body: ProblemBody) {
    const title = body.title ?? 'That did not work';
    super(body.detail ?? title);
    this.name = 'Problem';
    this.code = body.code ?? 'unknown';
    this.status = body.status ?? 0;
    this.title = title;
    this.detail = body.detail ?? '';
    this.ref = body.ref;
    this.errors = body.errors ?? [];
  }

  /** The number to quote: only where the fault is ours, a refusal explains itself. */
  get quote(): string | undefined {
    return this.status >= 500 ? this.ref : undefined;
  }

  /** One sentence for a toast: the server's own words. */
  get sentence(): string {
    return this.detail || this.title;
  }
}

/** No answer at all: the network, or a server that is being restarted. */
export function unreachable(): Problem {
  return new Problem({
    code: 'unreachable',
    title: 'The server did not answer',
    detail: 'Nothing was changed. Check the connection and try again.',
  });
}

/** Reads the body of an answer that is not a success; anything unreadable still becomes a sentence. */
export async function problemOf(response: Response): Promise<Problem> {
  const kind = response.headers.get('content-type') ?? '';
  const body = /\bjson\b/.test(kind) ? await response.json().catch(() => null) : null;
  if (body && typeof body === 'object') return new Problem({ ...body, status: response.status });
  return new Problem({
    code: 'unreadable',
    status: response.status,
    title: `The server answered ${response.status}`,
    detail: 'Nothing more is known. Try again in a moment.',
  });
}

export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new Problem({ code: 'screen', title: 'This screen broke', detail });
}

/** `/address/street` → `address.street`: JSON pointers (RFC 6901) to the paths our forms use. */
export function pathOf(pointer: string): string {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** Errors beside their fields. `place` renames paths where a form's field is called otherwise. */
export function fieldErrors(problem: Problem, place: (path: string) => string = (path) => path) {
  const found: Record<string, string> = {};
  for (const { pointer, detail } of problem.errors) {
    const path = place(pathOf(pointer));
    found[path] = found[path] ? `${found[path]} ${detail}` : detail;
  }
  return found;
}
