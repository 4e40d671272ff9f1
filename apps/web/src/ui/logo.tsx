/** The mark: an M whose valley is a beam of light, and a play triangle at rest. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-ink" />
      <path d="M7.5 9v14M24.5 9v14" className="stroke-paper" strokeWidth="3.4" strokeLinecap="round" />
      <path
        d="M11.6 9.4c-.7-1.1.1-2.4 1.3-2.4h6.2c1.200 0 2 1.300 1.300 2.400l-3.100 8.200c-.6 1-2 1-2.600 0z"
        fill="#f5a81c"
      />
    </svg>
  );
}
