// node --import ./typescript/register.js killed-training.ts FOLDER WORK PHASE STEP: trains with a checkpoint after every
// step, and is killed without notice when it has done step STEP of PHASE.
import { trainVector } from '../../src/train/index.ts'
import { miniTraining } from './mini-training.ts'

const [folder, work, phase, step] = process.argv.slice(2)
let clock = 0
await trainVector({
  ...(await miniTraining(folder!, { work: work! })),
  now: () => (clock += 60_000),
  progress: {
    report({ label, done }) {
      if (label === phase && done === Number(step)) process.kill(process.pid, 'SIGKILL')
    },
  },
})
