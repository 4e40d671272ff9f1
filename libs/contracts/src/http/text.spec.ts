import { describe, expect, it } from 'vitest';
import { Email } from './auth.ts';
import { line, paragraphs } from './common.ts';
import { EditVideo } from './videos.ts';

describe('text from people', () => {
  it.each([
    ['  a title ', 'a title'],
    ['emoji 🎬 and العربية', 'emoji 🎬 and العربية'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('keeps %j as text', (given, kept) => expect(line(100).parse(given)).toBe(kept));

  it.each(['', '   ', 'two\nlines', 'nul\u0000', 'x'.repeat(101), '\u200b\u2066\u2067', 'half \ud83c'])(
    'refuses %j as one line',
    (given) => {
      expect(line(100).safeParse(given).success).toBe(false);
    },
  );

  it('allows line breaks in paragraphs, no other control characters', () => {
    expect(paragraphs(100).safeParse('one\n\ttwo').success).toBe(true);
    expect(paragraphs(100).safeParse('bell\u0007').success).toBe(false);
  });

  it('treats addresses without regard to case', () => {
    expect(Email.parse('Someone@Example.COM')).toBe('someone@example.com');
  });

  it('refuses an edit that changes nothing', () => {
    expect(EditVideo.safeParse({}).success).toBe(false);
    expect(EditVideo.safeParse({ status: 'ready' }).success).toBe(false);
  });
});
