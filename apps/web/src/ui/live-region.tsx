/** Words for a screen reader when something changes that is only seen. Keep it mounted; change its text. */
export function LiveRegion({ children }: { children: string }) {
  return (
    <p role="status" className="sr-only">
      {children}
    </p>
  );
}
