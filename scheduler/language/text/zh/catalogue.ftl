### 各类对象的称呼。

thing-item = 物资 { $ids }
thing-substitute = 替代关系 { $ids }
thing-kit = 套件组成 { $ids }
thing-pool = 车次 { $ids }
thing-depot = 储备库 { $ids }
thing-site = 需求点 { $ids }
thing-protected = 保底库存 { $ids }
thing-lane = 运输通道 { $ids }

## 目录及其变更。

## 变更中的错误。

change-twice = 与第 { $first } 项变更针对同一对象；请合为一项
change-there-already = { $thing } 已存在；请用 set
change-id-retired = { $thing } 已停用，编号不再重用；请另选编号
change-not-there = 目录中没有 { $thing }
change-closure-empty = 结束时间早于开始时间
change-closure-reason = 原因须为一行，1 至 { $max } 字节，首尾无空白
change-not-closed = 运输通道 { $lane } 在 { $at } 及以后并未封闭
change-lane-flag = 封闭运输通道须说明原因：lane close
change-named-by = { $by } 用到了将不存在的 { $missing }
change-name-alone = { $thing } 给了名称，但本次变更未新增或设置它
change-name-wrong = { $thing } 的名称超过 { $max } 字节，或含有控制字符
change-has-stock = { $thing } 仍有库存：{ $which }
change-has-earmarks = { $thing } 仍是以下定向批次的接收方：{ $which }
change-has-needs = { $thing } 仍有未结需求：{ $which }
change-covers-needs = { $thing } 仍计入以下未结需求：{ $which }
change-has-orders = { $thing } 仍有未结指令：{ $which }
change-more = 另有 { $count } 项
change-unit = 单位 { $was } 不能更改：{ $why }
change-overtaken = 变更依据的是记录 { $from } 的目录，而现在是记录 { $now } 的目录；请查看后重新提交
change-alike = { $id } 与 { $other } 仅大小写或全半角不同；请另选编号
departure-none = { $text } 不是发车时间；请写带时区的时刻，或 daily 18:00（每日 18:00，一天最多 { $max } 次）
misfit-lane-closed = 运输通道 { $depot } -> { $site }：方案经此发运，而该通道现已封闭：{ $reason }

## 程序的话。

catalogue-changed = 已完成：{ $edit }（记录 { $record }）
catalogue-flag-missing = 缺少 { $flag }：新增时必须给出
catalogue-no-place = { $text } 不是位置；请写纬度和经度，如 30.593,114.305
catalogue-no-thing = { $text } 不指任何对象；请照 diff 的写法，如 "lane D1 H1"
catalogue-exported = { $dir } 中是记录 { $from } 的目录。修改其中的表格，然后运行：yicang catalogue diff { $dir }
catalogue-export-there = { $path } 已存在；请导出到另一个文件夹
catalogue-base-changed = { $path } 与导出时不符；请重新导出，并修改其外的表格
catalogue-state-broken = { $path } 与导出时不符
catalogue-other-log = { $dir } 导出自 { $exported }，而本中心的公开日志是 { $log }
catalogue-no-base = { $dir } 并非导出的文件夹：其表格将与空目录比较
catalogue-conflicts = 有 { $count } 处冲突：这里与中心改成了不同的内容。
catalogue-conflict = {"  "}{ $thing }
    {"    "}导出时：{ $base }
    {"    "}这里：{ $mine }
    {"    "}现在：{ $now }
catalogue-absent = 不存在
catalogue-edits = { $count } 项变更：
catalogue-same = 无变更：中心的目录已与此一致。
catalogue-settle = 有 { $count } 处冲突未解决，未作任何变更。请逐一解决：--mine "{ $thing }" 或 --theirs "{ $thing }"
catalogue-not-open = { $thing } 没有冲突，或被解决了两次
catalogue-applied = 已完成 { $count } 项变更（记录 { $record }）。再次修改前请重新导出。
catalogue-part-applied = 第 { $number } 部分（共 { $of } 部分）已完成：{ $count } 项变更（记录 { $record }）
catalogue-part-refused = 第 { $number } 部分（共 { $of } 部分）被拒绝，原因见下。此前各部分已完成：请重新导出，或再次执行同一命令继续。
centre-explain-closed = {"    "}运输通道 { $depot } -> { $site } 自 { $from } 起封闭：{ $reason }
centre-explain-closed-until = {"    "}运输通道 { $depot } -> { $site } 自 { $from } 至 { $until } 封闭：{ $reason }
