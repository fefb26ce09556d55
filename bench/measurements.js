// What is measured: which task, on which architecture, at which batch, and against whom.

const openClip = 'openclip-vit-b-16'
const dinov2 = 'dinov2-small'
const common = { vectors: 'float32', memory: 'keep', versus: true, warmUp: 2 }

/** `micro`: photos a run on our side where that is less than the batch; PyTorch takes the batch whole. */
const all = [
  { ...common, label: 'forward', task: 'forward', arch: openClip, batch: 8, micro: 8 },
  { ...common, label: 'forward', task: 'forward', arch: dinov2, batch: 8, micro: 8 },
  { ...common, label: 'phase1', task: 'phase1', arch: openClip, batch: 8, micro: 8 },
  { ...common, label: 'phase1', task: 'phase1', arch: dinov2, batch: 16, micro: 8 },
  { ...common, label: 'coefficients', task: 'coefficients', arch: openClip, batch: 10, micro: 10 },
  { ...common, label: 'coefficients', task: 'coefficients', arch: dinov2, batch: 10, micro: 10 },
  // Only ours, for its memory: three steps of ViT-L/14 with six float16 vectors must fit into 8 GB.
  {
    label: 'l14',
    task: 'coefficients',
    arch: 'openclip-vit-l-14',
    batch: 10,
    micro: 2,
    vectors: 'float16',
    memory: 'release',
    versus: false,
    warmUp: 0,
    rounds: 1,
    repeat: 3,
  },
]

export const taskNames = [...new Set(all.map(({ label }) => label))]

/** Those of the given tasks and architectures; all unless given. `l14` has its own architecture. */
export function measurements({ tasks = taskNames, architectures }) {
  const names = new Set(all.map(({ arch }) => arch))
  const unknown = [
    ...tasks.filter((each) => !taskNames.includes(each)),
    ...(architectures ?? []).filter((each) => !names.has(each)),
  ]
  if (unknown.length > 0)
    throw Object.assign(new Error(`bench: there is no ${unknown.join(', ')}; see --help`), { code: 'USAGE' })
  return all.filter(({ label, arch }) => tasks.includes(label) && (architectures?.includes(arch) ?? true))
}
