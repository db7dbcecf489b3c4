"""What made-up persons write in free text, by the key of the question; all sentences are ours."""

WRITTEN = {
    "death_place": "Tại nhà riêng",
    "death_cause": "Bệnh già",
    "notice_agency": "Trạm y tế nơi cư trú",
    "reason": "Theo nhu cầu của gia đình",
    "birth_statement": "Trẻ sinh tại nhà, có bà con trong thôn giúp đỡ.",
    "abandoned_record_agency": "Ủy ban nhân dân nơi tìm thấy trẻ",
    "surrogacy_facility": "Bệnh viện thử nghiệm",
    "birth_facility_name": "Trạm y tế thử nghiệm",
    "main_industry": "Bán lẻ thực phẩm",
    "more_members_text": "Không còn thành viên nào khác.",
    "difficulty": "Đi lại khó, phải có người đỡ; tự ăn uống được.",
    "benefit": "Trợ cấp người khuyết tật nặng",
    "bank": "Ngân hàng thử nghiệm",
    "account_number": "000000000000",
    "condition": "Sức khỏe yếu, thu nhập không đều, con cháu chăm sóc.",
    "head_relation": "Con",
    "paper_place": "Ủy ban nhân dân nơi cư trú lúc đăng ký",
    "right_content": "Ghi lại đúng như giấy tờ kèm theo.",
    "period_residence": "Ở nơi thường trú hiện nay trong suốt thời gian đó",
    "divorce_number": "00/TN",
    "divorce_court": "Tòa án nhân dân khu vực (thử nghiệm)",
    "divorce_note_number": "00/TLGC-TN",
    "divorce_note_agency": "Ủy ban nhân dân nơi đăng ký kết hôn",
    "death_record_agency": "Ủy ban nhân dân nơi đăng ký khai tử",
    "marriage_agency": "Ủy ban nhân dân nơi đăng ký kết hôn",
    "marriage_place": "Ủy ban nhân dân nơi cư trú",
    "partner_id_paper": "Hộ chiếu TN000000",
    "other_purpose": "Bổ sung hồ sơ vay vốn",
    "earlier_lost_reason": "Bị ướt khi mưa lụt.",
    "old_place": "Ủy ban nhân dân nơi sinh",
    "use": "Bổ sung hồ sơ của gia đình",
    "members_text": "Hai vợ chồng và hai con đang đi học.",
    "parcel_number": "12",
    "map_sheet": "7",
    "plan": "Tách thành hai thửa, 120 và 80 mét vuông.",
    "surveyor": "Đội đo đạc thử nghiệm",
    "dispute": "Hai nhà chưa thống nhất ranh giới phần đất dọc lối đi chung.",
    "wish": "Mong được hòa giải và cắm lại mốc.",
    "designer": "Chủ nhà tự thiết kế",
    "work": "Thay mái, nâng nền, xây thêm một phòng phía sau.",
    "land_origin": "Cha mẹ cho, sử dụng ổn định từ trước.",
    "school": "Trường trung học cơ sở thử nghiệm",
    "grade": "7A",
    "term": "Học kỳ I",
    "old_content": "Bán lẻ thực phẩm",
    "new_content": "Bán lẻ thực phẩm và đồ dùng gia đình",
    "document_use": "Bổ sung hồ sơ xin việc",
    "estate": "Nhà và đất ở do cha mẹ để lại.",
    "company_code": "0000000000",
    "rules_number": "01/QĐ-TN",
}
OTHERWISE = "Theo giấy tờ kèm theo"

# What most people choose; every other choice falls by lot.
USUALLY = {
    "more_after_1": "no",
    "more_after_2": "no",
    "more_after_3": "no",
    "more_after_4": "no",
    "parents_agreed": "yes",
    "barred": "no",
    "debt": "no",
    "conditional": "no",
    "fixed_place": "yes",
    "earlier": "no",
    "divorce_abroad": "no",
    "paper_issuer": "vietnam",
    "birth_kind": "facility",
}
NUMBERS = {
    "capital_vnd": 80_000_000,
    "income_vnd": 4_500_000,
    "parcel_area": 200,
    "ground_area": 95,
    "floor_area": 180,
    "height": 8,
    "used_since": 1994,
}
ETHNIC_GROUPS = ("Kinh", "Kinh", "Kinh", "Kinh", "Bru-Vân Kiều", "Tà Ôi")
GRANTED = "Hồ sơ đủ điều kiện giải quyết."
REFUSALS = (
    "Thông tin khai không khớp với sổ gốc; đã hướng dẫn người nộp làm lại.",
    "Chưa đủ điều kiện theo quy định của thủ tục; đã giải thích cho người nộp.",
)
SENT_BACK = "Soát lại căn cứ pháp lý và chính tả trong dự thảo kết quả."
MISSING_PAPER = ("Ảnh chụp mờ, không đọc được con dấu.", "Thiếu trang sau.", "Giấy bị che một góc.")
MISSING_ANSWER = ("Không khớp với giấy tờ kèm theo.", "Ghi chưa đủ họ, chữ đệm, tên.")
ASKED = "Đề nghị anh/chị bổ sung để hồ sơ đủ căn cứ giải quyết; không phải đi lại lần nữa."
NOT_RECEIVED = "Việc này không thuộc các trường hợp của thủ tục đã chọn."
INSTEAD = "Hãy chọn thủ tục đúng với việc của mình; quầy một cửa nào cũng hướng dẫn được."
ONE_STOP = "Nghị định 118/2025/NĐ-CP"
SLOW = "Phải xác minh thêm ở nơi lưu sổ gốc nên chưa kịp ngày đã hẹn."
UNANSWERED = "Đã hết thời gian bổ sung mà chưa nhận được giấy tờ."
RATINGS = {
    5: "Nhanh, được hướng dẫn rõ.",
    4: "Đúng hẹn.",
    3: "Được, nhưng phải nhập nhiều.",
    2: "Phải chờ lâu.",
}
