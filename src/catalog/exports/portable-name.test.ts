import fc from 'fast-check'
import { expect, it } from 'vitest'
import { portableName } from './portable-name.ts'

it.each([
  ['IMG_1234.jpg', 'IMG_1234.jpg'],
  ['Blüte im März.JPG', 'Blüte im März.JPG'],
  ['👩‍🎨 portrait.png', '👩‍🎨 portrait.png'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['..', ''],
  ['.hidden', 'hidden'],
  ['what? "a":b*<c>|d\\e.jpg', 'what_ _a__b__c__d_e.jpg'],
  ['two\nlines\0.jpg', 'two_lines_.jpg'],
  ['gpj.\u202Eexe', 'gpj._exe'],
  ['con.jpg', '_con.jpg'],
  ['LPT1', '_LPT1'],
  ['console.jpg', 'console.jpg'],
  ['trailing. . ', 'trailing'],
  [`${'ä'.repeat(150)}.jpeg`, `${'ä'.repeat(97)}.jpeg`],
  [`a.${'x'.repeat(300)}`, `a.${'x'.repeat(198)}`],
])('%j becomes %j', (name, portable) => {
  expect(portableName(name)).toBe(portable)
})

it('whatever the name: one part of a path of at most 200 bytes, and the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const portable = portableName(name)
      expect(portable).not.toMatch(/[/\\:*?"<>|]|^\.|[\s.]$/)
      expect(Buffer.byteLength(portable)).toBeLessThanOrEqual(200)
      expect(Buffer.from(portable).toString()).toBe(portable)
    }),
  )
})
