// Where to go after signing in: only a place inside this application, never another site.

export function safeReturn(wish: string | undefined): string {
  if (!wish || !/^\/(?![/\\])/.test(wish)) return '/';
  return wish.startsWith('/sign-in') || wish.startsWith('/setup') ? '/' : wish;
}
