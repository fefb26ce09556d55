export type { Part, Partition, PartitionHow, Tags } from './contract.ts'
export { DEFAULT_MIN_PHOTOS, describePartition, partitionDatabase } from './partition.ts'
export { readTags } from './read-tags.ts'
