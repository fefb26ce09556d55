/** One photo in five is for testing and one for validation, spread over better and worse ones. */
export function splitOf(photo: number): 'train' | 'validation' | 'test' {
  return photo % 5 === 4 ? 'test' : photo % 5 === 3 ? 'validation' : 'train'
}
