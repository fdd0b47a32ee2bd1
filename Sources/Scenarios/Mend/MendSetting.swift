import PipelineModel

/// A lever set to a value, as answers write it.
public struct MendSetting: Codable, Sendable, Equatable {
  public var lever: String
  /// As `--set` takes it.
  public var value: String
  public var standing: Standing
}

extension MendSetting {
  init(_ setting: LeverSetting) {
    self.init(lever: setting.name, value: setting.value.text, standing: setting.standing)
  }

  var text: String { "\(lever) = \(value)" }
}
