/** What a person says that a label means. */
export type LabelMeaning = 'keep' | 'pass' | 'reject'

export const labelMeanings: readonly LabelMeaning[] = ['keep', 'pass', 'reject']

/** Meanings by label, as `colourOf` names it. A label that is not here means nothing by itself. */
export type LabelMeanings = ReadonlyMap<string, LabelMeaning>

/** Names of colours in the languages of Lightroom, and what Bridge calls its labels, by what they are here. */
const NAMES: Readonly<Record<string, string>> = {
  red: 'red rot rouge rojo rosso vermelho rood röd rød punainen czerwony красный červená kırmızı レッド 赤 红色 紅色 빨강 빨간색 select',
  orange: 'orange naranja arancione laranja oranje',
  yellow:
    'yellow gelb jaune amarillo giallo amarelo geel gul keltainen żółty желтый жёлтый žlutá sarı イエロー 黄 黄色 노랑 노란색 second',
  green:
    'green grün vert verde groen grön grønn grøn vihreä zielony зеленый зелёный zelená yeşil グリーン 緑 绿色 綠色 초록 녹색 approved',
  blue: 'blue blau bleu azul blu blauw blå sininen niebieski синий modrá mavi ブルー 青 蓝色 藍色 파랑 파란색 review',
  purple:
    'purple magenta lila violett violet pourpre púrpura morado viola roxo paars purpura violetti fioletowy purpurowy фиолетовый пурпурный fialová mor パープル 紫 紫色 보라 자주색',
}

const COLOUR_BY_NAME: ReadonlyMap<string, string> = new Map([
  ...Object.entries(NAMES).flatMap(([colour, names]) => names.split(' ').map((name) => [name, colour] as const)),
  ['to do', 'purple'] as const,
])

/** The English name of a label's colour in any of these languages, or the label itself in lower case. */
export function colourOf(label: string): string {
  const name = label.trim().normalize().toLowerCase()
  return COLOUR_BY_NAME.get(name) ?? name
}
