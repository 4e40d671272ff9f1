import { describe, expect, test } from 'vitest';
import { S3Error } from '../errors.ts';
import { child, childText, children, escapeXml, parseXml } from './xml.ts';

describe('parsing request documents', () => {
  test('elements, text, entities and self-closing tags are read; attributes and comments are not', () => {
    const document = parseXml(
      '\uFEFF<?xml version="1.0"?>\n<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><!-- two -->' +
        '<Object a="b"><Key>a&amp;b&lt;&#x1F600;&#228;</Key></Object><Object><Key/></Object></Delete>\n',
    );
    expect(children(document, 'Object').map((object) => childText(object, 'Key'))).toEqual([
      'a&b<\u{1F600}ä',
      '',
    ]);
    expect(child(document, 'Quiet')).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['no element', 'text'],
    ['an unclosed element', '<A><B></B>'],
    ['crossed elements', '<A><B></A></B>'],
    ['two roots', '<A/><B/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><A>&x;</A>'],
    ['an unknown entity', '<A>&x;</A>'],
    ['a bare ampersand', '<A>a & b</A>'],
    ['a lone surrogate', '<A>&#xD800;</A>'],
    ['a code point that does not exist', '<A>&#x110000;</A>'],
    ['a stray close tag', '</A>'],
    ['deep nesting', '<A>'.repeat(50) + '</A>'.repeat(50)],
  ])('%s is refused', (_, text) => {
    expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: 'MalformedXML' }) as S3Error);
  });

  test('hundreds of thousands of unclosed tags cost linear time', () => {
    expect(() => parseXml('<Object>'.repeat(400_000))).toThrow(S3Error);
    expect(() => parseXml('<A ' + 'a="b" '.repeat(400_000))).toThrow(S3Error);
  });

  test('escaped text reads back as it was', () => {
    const text = 'a<b>&"c"\r\u0001ü';
    expect(parseXml(`<Key>${escapeXml(text)}</Key>`).text).toBe(text);
  });
});
