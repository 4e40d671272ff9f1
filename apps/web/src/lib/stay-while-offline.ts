/** The link that a click would follow within this site, in this tab. */
function pageLink({ target, button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) {
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element)) return null;
  const link = target.closest<HTMLAnchorElement>('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return null;
  // A place on this page needs nobody.
  return link.hash && link.pathname === location.pathname ? null : link;
}

/**
 * Without a connection no page can be loaded: a link would end in the browser's own error page, and what runs here
 * (uploads that wait, a video that is loaded) would be lost. Such clicks do nothing but call `onStayed`.
 */
export function stayWhileOffline(onStayed: () => void): () => void {
  const onClick = (event: MouseEvent) => {
    if (navigator.onLine || !pageLink(event)) return;
    event.preventDefault();
    onStayed();
  };
  // Before the router, which leaves alone what is prevented.
  document.addEventListener('click', onClick, true);
  return () => document.removeEventListener('click', onClick, true);
}
