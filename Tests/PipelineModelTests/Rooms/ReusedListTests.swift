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
      #expect(Array(list) == array && list.last == array.last)
    }
    list.removeAll()
    let last = list.popLast()
    #expect(list.isEmpty && last == nil)
  }

  @Test("are independent of their copies once they are their own")
  func copies() {
    var mark = CopyMark()
    let isNew = !mark.isShared()
    var list = ReusedList(repeating: 1, count: 20)
    var (other, otherMark) = (list, mark)
    let areTold = [otherMark.isShared(), mark.isShared(), otherMark.isShared()]
    #expect(isNew && areTold == [true, true, true])
    other.makeOwn()
    otherMark.renew()
    let areOwn = [!otherMark.isShared(), !mark.isShared()]
    #expect(areOwn == [true, true])
    other[3] = 2
    other.append(3)
    list[4] = 4
    #expect(Array(list) == (0..<20).map { $0 == 4 ? 4 : 1 })
    #expect(Array(other) == (0..<20).map { $0 == 3 ? 2 : 1 } + [3])
    other.replace(by: list, from: 3)
    #expect(Array(other) == Array(list.dropFirst(3)))
    other.replace(by: list, from: 30)
    #expect(other.isEmpty)
  }

  @Test("trap when they are read behind their end")
  func bounds() async {
    await #expect(processExitsWith: .failure) {
      let list = ReusedList(repeating: 1, count: 2)
      _ = list[2]
    }
  }
}
