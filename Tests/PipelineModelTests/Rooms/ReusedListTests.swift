import SimKernel
import Testing

@testable import PipelineModel

@Suite("Lists that keep their memory")
struct ReusedListTests {
  @Test("do what an array does", arguments: 0..<20)
  func asArray(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(7)
    var list = ReusedList<[Int]>()
    var array: [[Int]] = []
    for step in 0..<400 {
      let place = array.isEmpty ? 0 : Int(draws.below(UInt32(array.count)))
      switch draws.below(8) {
      case 0...3:
        list.append([step])
        array.append([step])
      case 4:
        let last = list.popLast()
        let expected = array.popLast()
        #expect(last == expected)
      case 5 where !array.isEmpty:
        list[place].append(step)
        array[place].append(step)
      case 6 where !array.isEmpty:
        list.removeLast(place % 3)
        array.removeLast(place % 3)
      case 7 where place < 20:
        list.removeFirst(place)
        array.removeFirst(place)
      default: break
      }
      let (elements, last) = (list.elements, list.last)
      #expect(elements == array && last == array.last)
    }
    list.removeAll()
    let last = list.popLast()
    let isEmpty = list.isEmpty
    #expect(isEmpty && last == nil)
  }

  @Test("are independent of their forks")
  func forks() {
    var first = ReusedList(repeating: 1, count: 20)
    var second = first.fork()
    second[3] = 2
    second.append(3)
    first[4] = 4
    let (ofFirst, ofSecond) = (first.elements, second.elements)
    #expect(ofFirst == (0..<20).map { $0 == 4 ? 4 : 1 })
    #expect(ofSecond == (0..<20).map { $0 == 3 ? 2 : 1 } + [3])
    second.replace(by: first, from: 3)
    let replaced = second.elements
    #expect(replaced == Array(ofFirst.dropFirst(3)))
    second.replace(by: first, from: 30)
    let isEmpty = second.isEmpty
    #expect(isEmpty)
  }

  @Test("trap when they are read behind their end")
  func bounds() async {
    await #expect(processExitsWith: .failure) {
      let list = ReusedList(repeating: 1, count: 2)
      _ = list[2]
    }
  }
}
