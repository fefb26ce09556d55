import { describeLibrary } from '../../../test/support/library-contract.ts'
import { openLibrary } from './index.ts'

describeLibrary('a library in this thread', openLibrary)
