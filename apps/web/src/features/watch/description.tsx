import { texts } from '@/texts.ts';
import { linkify } from './linkify.ts';

export function Description({ text }: { text: string }) {
  return (
    <section aria-labelledby="description" className="mt-6 border-t border-line pt-5">
      <h2 id="description" className="text-base">
        {texts.watch.description}
      </h2>
      {text === '' ? (
        <p className="mt-2 text-soft">{texts.watch.noDescription}</p>
      ) : (
        <p className="mt-2 max-w-[70ch] leading-relaxed wrap-anywhere whitespace-pre-wrap">
          {linkify(text).map(({ text: words, href }, i) =>
            href ? (
              <a key={i} href={href} className="link" target="_blank" rel="noopener noreferrer nofollow ugc">
                {words}
              </a>
            ) : (
              words
            ),
          )}
        </p>
      )}
    </section>
  );
}
